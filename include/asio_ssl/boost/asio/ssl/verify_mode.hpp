#ifndef TLS_ASIO_SSL_BOOST_ASIO_SSL_VERIFY_MODE_HPP
#define TLS_ASIO_SSL_BOOST_ASIO_SSL_VERIFY_MODE_HPP

#include <boost/asio/ssl/detail/openssl_types.hpp>

#include <tls/verify_mode.hpp>

namespace boost::asio::ssl {
using ::tls::verify_client_once;
using ::tls::verify_fail_if_no_peer_cert;
using ::tls::verify_mode;
using ::tls::verify_none;
using ::tls::verify_peer;
} // namespace boost::asio::ssl

#endif
