// Included before every source of the modules that use Asio (asio_tls_modules.cmake).
//
// The library contains no code of Asio except its error categories. All else is compiled in the program, from headers,
// so that the library fits every version and configuration of Asio. So here Asio's functions are only declared, as for
// separate compilation; a source that calls one does not link. test/shared checks that.
//
// Asio compares error categories by address. A program and its shared libraries share one object only if all of them
// export it, so the categories stay visible although the library is compiled with -fvisibility=hidden.

#ifndef TLS_CMAKE_ASIO_VISIBLE_HPP
#define TLS_CMAKE_ASIO_VISIBLE_HPP

#define BOOST_ASIO_SEPARATE_COMPILATION
// The categories are inline functions, as in programs.
#define BOOST_ASIO_DECL inline

#pragma GCC visibility push(default)

#include <boost/asio/error.hpp>
#include <boost/asio/impl/error.ipp>

#pragma GCC visibility pop

#endif
