// The entry point of a program that has Boost.Test from headers: no library of this Boost is there.

#define BOOST_TEST_MODULE asio_tls
#include <boost/test/included/unit_test.hpp>
