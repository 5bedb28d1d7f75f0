// The library's requirements on the compiler and on Boost. Every public header reaches this one.
//
// The library is compiled with -fvisibility=hidden. Public headers declare what the shared library exports between
// `#pragma GCC visibility push(default)` and `pop`.

#ifndef TLS_CONFIG_HPP
#define TLS_CONFIG_HPP

#if __cplusplus < 202002L
#error "asio-tls needs C++20: compile with -std=c++20 or newer"
#endif

#include <boost/version.hpp>

#if BOOST_VERSION < 108100
#error "asio-tls needs Boost 1.81 or newer; <boost/version.hpp> is that of an older one"
#endif

/// On the declaration of a class or function that only the library's own sources define and use: the shared library
/// does not export it.
#define TLS_HIDDEN [[gnu::visibility("hidden")]]

#endif
