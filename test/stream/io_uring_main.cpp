// The entry point of a test program over io_uring, which containers often forbid: then it exits with 77, a skipped
// test.

#include <boost/test/unit_test.hpp>

#include <cstring>
#include <iostream>
#include <liburing.h>

int main(int count, char** arguments)
{
    io_uring ring{};
    if (const int error = ::io_uring_queue_init(8, &ring, 0); error < 0) {
        std::cout << "skipped: io_uring is not to be had: " << std::strerror(-error) << '\n';
        return 77;
    }
    ::io_uring_queue_exit(&ring);
    return boost::unit_test::unit_test_main([] { return true; }, count, arguments);
}
