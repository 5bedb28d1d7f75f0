// The names of asio::ssl as a program finds them: by `namespace ssl = tls`, or in boost::asio::ssl itself. Tests are
// compiled once for each.

#ifndef TLS_TEST_SHADOW_SSL_MODE_HPP
#define TLS_TEST_SHADOW_SSL_MODE_HPP

#ifdef TLS_TEST_SHADOW_MODE

#include <boost/asio/ssl.hpp>

namespace ssl = boost::asio::ssl;
namespace ssl_category_of = boost::asio::error; // where get_ssl_category() is

#else

#include <tls/context.hpp>
#include <tls/error.hpp>
#include <tls/host_name_verification.hpp>
#include <tls/rfc2818_verification.hpp>
#include <tls/stream.hpp>
#include <tls/verify_context.hpp>

namespace ssl = tls;
namespace ssl_category_of = tls::error;

#endif

#endif
