// The entry point of the test program. It uses the header-only Boost.Test, because only headers of this Boost version
// are available.

#define BOOST_TEST_MODULE asio_tls
#include <boost/test/included/unit_test.hpp>
