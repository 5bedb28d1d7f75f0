/* The names of OpenSSL's structures, and what the headers beside this one share.
 *
 * These headers stand in for OpenSSL's <openssl/ssl.h>, err.h, x509.h and x509v3.h, for programs that use them beside
 * boost::asio::ssl. What they declare works on this library's objects, and does what OpenSSL's does; what the library
 * cannot do is not declared. Other headers of OpenSSL may be included beside them, and libcrypto linked, but objects of
 * one are nothing to the other: so the functions have C++ linkage, and those that libcrypto's headers declare as well
 * are given other names by macros. */

#ifndef TLS_OPENSSL_SHIM_OPENSSL_ASIO_TLS_H
#define TLS_OPENSSL_SHIM_OPENSSL_ASIO_TLS_H

#ifndef __cplusplus
#error "these headers are for C++ only"
#endif

#include <tls/config.hpp>

#include <cstddef>

/* OpenSSL's own version if its headers are there: programs choose by it, and 3.0 is what is spoken here. */
#if __has_include(<openssl/opensslv.h>)
#include <openssl/opensslv.h>
#else
#define OPENSSL_VERSION_MAJOR 3
#define OPENSSL_VERSION_NUMBER 0x30000000L
#define OPENSSL_VERSION_TEXT "OpenSSL 3.0 interface of asio-tls"
#endif

/* Not offered: programs that look find it so. */
#ifndef OPENSSL_NO_NEXTPROTONEG
#define OPENSSL_NO_NEXTPROTONEG
#endif

typedef struct ssl_st SSL;
typedef struct ssl_ctx_st SSL_CTX;
typedef struct ssl_method_st SSL_METHOD;
typedef struct ssl_cipher_st SSL_CIPHER;
typedef struct x509_st X509;
typedef struct x509_store_st X509_STORE;
typedef struct x509_store_ctx_st X509_STORE_CTX;
typedef struct X509_VERIFY_PARAM_st X509_VERIFY_PARAM;
typedef struct X509_name_st X509_NAME;
typedef struct X509_name_entry_st X509_NAME_ENTRY;
typedef struct asn1_object_st ASN1_OBJECT;
typedef struct asn1_string_st ASN1_STRING;
typedef struct asn1_string_st ASN1_INTEGER;
typedef struct asn1_string_st ASN1_OCTET_STRING;
typedef struct asn1_string_st ASN1_IA5STRING;
typedef struct asn1_string_st ASN1_UTF8STRING;

#ifndef STACK_OF
#define STACK_OF(type) struct stack_st_##type
#endif
STACK_OF(X509);

#endif
