#ifndef TLS_ASIO_SSL_BOOST_ASIO_SSL_STREAM_BASE_HPP
#define TLS_ASIO_SSL_BOOST_ASIO_SSL_STREAM_BASE_HPP

#include <boost/asio/ssl/detail/only_implementation.hpp>

#include <tls/stream_base.hpp>

namespace boost::asio::ssl {
using ::tls::stream_base;
} // namespace boost::asio::ssl

#endif
