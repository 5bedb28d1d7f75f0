// OpenSSL's names, for programs that find them through <boost/asio/ssl.hpp>: those of this library's own openssl
// headers, if they are on the include path, and otherwise none.

#ifndef TLS_ASIO_SSL_BOOST_ASIO_SSL_DETAIL_OPENSSL_TYPES_HPP
#define TLS_ASIO_SSL_BOOST_ASIO_SSL_DETAIL_OPENSSL_TYPES_HPP

#if __has_include(<openssl/asio_tls.h>)
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#elif defined(OPENSSL_SSL_H) || defined(HEADER_SSL_H)
// Its functions would take handles for OpenSSL's that are not.
#error "<openssl/ssl.h> is OpenSSL's own: put asio-tls::openssl_shim on the include path, or do without it"
#else
// The same if it came later: its functions shall not be found.
#define OPENSSL_SSL_H
#define HEADER_SSL_H
#endif

#endif
