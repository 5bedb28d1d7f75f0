// boost::asio::ssl implemented by this library, for programs that include <boost/asio/ssl.hpp>.

#ifndef TLS_ASIO_SSL_BOOST_ASIO_SSL_HPP
#define TLS_ASIO_SSL_BOOST_ASIO_SSL_HPP

#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/context_base.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/ssl/rfc2818_verification.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/ssl/stream_base.hpp>
#include <boost/asio/ssl/verify_context.hpp>
#include <boost/asio/ssl/verify_mode.hpp>

#endif
