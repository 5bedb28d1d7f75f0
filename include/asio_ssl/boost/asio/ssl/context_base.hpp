#ifndef TLS_ASIO_SSL_BOOST_ASIO_SSL_CONTEXT_BASE_HPP
#define TLS_ASIO_SSL_BOOST_ASIO_SSL_CONTEXT_BASE_HPP

#include <boost/asio/ssl/detail/openssl_types.hpp>

#include <tls/context_base.hpp>

namespace boost::asio::ssl {
using ::tls::context_base;
} // namespace boost::asio::ssl

#endif
