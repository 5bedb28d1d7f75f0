#ifndef TLS_ASIO_SSL_BOOST_ASIO_SSL_ERROR_HPP
#define TLS_ASIO_SSL_BOOST_ASIO_SSL_ERROR_HPP

#include <boost/asio/error.hpp>
#include <boost/asio/ssl/detail/openssl_types.hpp>

#include <tls/error.hpp>

namespace boost::asio::error {
using ::tls::error::get_ssl_category;
using ::tls::error::make_error_code;
using ::tls::error::ssl_category;
using ::tls::error::ssl_errors;
} // namespace boost::asio::error

namespace boost::asio::ssl::error {
using ::tls::error::get_stream_category;
using ::tls::error::make_error_code;
using ::tls::error::stream_category;
using ::tls::error::stream_errors;
using ::tls::error::stream_truncated;
using ::tls::error::unexpected_result;
using ::tls::error::unspecified_system_error;
} // namespace boost::asio::ssl::error

#endif
