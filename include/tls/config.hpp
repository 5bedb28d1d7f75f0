// Checks the compiler and Boost versions that the library requires. Every public header includes this one, directly or
// indirectly.
//
// The library is compiled with -fvisibility=hidden. Public headers put declarations that the shared library exports
// between `#pragma GCC visibility push(default)` and `pop`.

#ifndef TLS_CONFIG_HPP
#define TLS_CONFIG_HPP

#if __cplusplus < 202002L
#error "asio-tls needs C++20: compile with -std=c++20 or newer"
#endif

#ifndef __cpp_exceptions
#error "asio-tls needs C++ exceptions: compile without -fno-exceptions"
#endif

#include <boost/version.hpp>

#if BOOST_VERSION < 108100
#error "asio-tls needs Boost 1.81 or newer; the <boost/version.hpp> found on the include path is older"
#endif

/// Marks the declaration of a class or function that only the library's own sources define and use. The shared library
/// does not export it.
#define TLS_HIDDEN [[gnu::visibility("hidden")]]

#endif
