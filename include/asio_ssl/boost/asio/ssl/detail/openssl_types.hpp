// OpenSSL's names, for programs that get them through <boost/asio/ssl.hpp>: from this library's own openssl headers if
// they are on the include path, otherwise none.

#ifndef TLS_ASIO_SSL_BOOST_ASIO_SSL_DETAIL_OPENSSL_TYPES_HPP
#define TLS_ASIO_SSL_BOOST_ASIO_SSL_DETAIL_OPENSSL_TYPES_HPP

#if __has_include(<openssl/asio_tls.h>)
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#elif defined(OPENSSL_SSL_H) || defined(HEADER_SSL_H)
// OpenSSL's functions would take this library's handles for OpenSSL objects.
#error "<openssl/ssl.h> is OpenSSL's own and takes other handles: link asio-tls::openssl_shim, or do not include it"
#else
// Define the include guards of OpenSSL's header, so that including it later declares no functions.
#define OPENSSL_SSL_H
#define HEADER_SSL_H
#endif

#endif
