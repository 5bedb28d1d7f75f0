// Included before every source of the modules that use Asio (asio_tls_modules.cmake). It keeps Asio's error categories
// visible, although the library is compiled with -fvisibility=hidden: Asio compares them by address, so a program and
// its shared libraries share one object only if all of them export it.
//
// The library uses nothing else of Asio that the linker sees. All else is compiled in the program, from headers, so
// that the library fits every version and configuration of Asio. test/shared checks that.

#ifndef TLS_CMAKE_ASIO_VISIBLE_HPP
#define TLS_CMAKE_ASIO_VISIBLE_HPP

#pragma GCC visibility push(default)

#include <boost/asio/error.hpp>

#pragma GCC visibility pop

#endif
