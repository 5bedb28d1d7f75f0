// The entry point of every test program.

#define BOOST_TEST_MODULE asio_tls
#include <boost/test/unit_test.hpp>
