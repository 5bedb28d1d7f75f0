// OpenSSL's names, for programs that get them through <boost/asio/ssl.hpp>: from this library's own openssl headers if
// they are on the include path, otherwise none.

#ifndef TLS_ASIO_SSL_BOOST_ASIO_SSL_DETAIL_OPENSSL_TYPES_HPP
#define TLS_ASIO_SSL_BOOST_ASIO_SSL_DETAIL_OPENSSL_TYPES_HPP

#include <boost/asio/detail/config.hpp>
#include <boost/asio/detail/socket_types.hpp>
#include <boost/asio/ssl/detail/only_implementation.hpp>

#if __has_include(<openssl/asio_tls.h>)
#include <openssl/ssl.h>
#ifndef TLS_OPENSSL_SHIM_OPENSSL_SSL_H
#error "OpenSSL's own headers come before those of asio-tls::openssl_shim on the include path: put its folder first"
#endif
#include <openssl/err.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#if __has_include(<openssl/conf.h>)
#include <openssl/conf.h>
#include <openssl/dh.h>
#include <openssl/rsa.h>
#if !defined(OPENSSL_NO_ENGINE) && __has_include(<openssl/engine.h>)
#include <openssl/engine.h>
#endif
#endif
#elif defined(OPENSSL_SSL_H) || defined(HEADER_SSL_H)
// OpenSSL's functions would take this library's handles for OpenSSL objects.
#error "<openssl/ssl.h> is OpenSSL's own and takes other handles: link asio-tls::openssl_shim, or do not include it"
#else
// Define the include guards of OpenSSL's header, so that including it later declares no functions.
#define OPENSSL_SSL_H
#define HEADER_SSL_H
#endif

#endif
