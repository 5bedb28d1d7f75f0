// Gives a test the names of asio::ssl in one of two modes: with `namespace ssl = tls`, or in boost::asio::ssl itself.
// Tests are compiled once for each mode.

#ifndef TLS_TEST_SHADOW_SSL_MODE_HPP
#define TLS_TEST_SHADOW_SSL_MODE_HPP

#ifdef TLS_TEST_SHADOW_MODE

#include <boost/asio/ssl.hpp>

namespace ssl = boost::asio::ssl;
namespace ssl_category_of = boost::asio::error; // the namespace of get_ssl_category()

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

// Handles have OpenSSL's types in boost::asio::ssl, and if the openssl headers are on the include path.
#if defined(TLS_TEST_SHADOW_MODE) || __has_include(<openssl/asio_tls.h>)
#define TLS_TEST_OPENSSL_HANDLES
using context_handle = struct ssl_ctx_st*;
using stream_handle = struct ssl_st*;
using verification_handle = struct x509_store_ctx_st*;
#else
using context_handle = tls::native_context*;
using stream_handle = tls::native_stream*;
using verification_handle = tls::native_verification*;
#endif

#endif
