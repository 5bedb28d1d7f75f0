// For programs that use Asio with separate compilation. The library already contains ssl, so there is nothing to
// compile.

#ifndef TLS_ASIO_SSL_BOOST_ASIO_SSL_IMPL_SRC_HPP
#define TLS_ASIO_SSL_BOOST_ASIO_SSL_IMPL_SRC_HPP

#include <boost/asio/ssl.hpp>

#endif
