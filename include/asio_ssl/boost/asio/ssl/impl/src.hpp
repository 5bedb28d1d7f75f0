// For programs that compile Asio separately: of ssl there is nothing to compile, it is in the library.

#ifndef TLS_ASIO_SSL_BOOST_ASIO_SSL_IMPL_SRC_HPP
#define TLS_ASIO_SSL_BOOST_ASIO_SSL_IMPL_SRC_HPP

#include <boost/asio/ssl.hpp>

#endif
