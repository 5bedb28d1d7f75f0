/* The names of OpenSSL's structures, and declarations that the other headers in this folder share.
 *
 * These headers replace OpenSSL's <openssl/ssl.h>, err.h, pem.h, x509.h, x509_vfy.h and x509v3.h, for programs that use
 * them together with boost::asio::ssl. Their functions work on this library's objects and behave like OpenSSL's.
 * Functions that the library does not support are not declared.
 *
 * A program may also include other OpenSSL headers and link libcrypto, but objects of one library must not be passed to
 * the other. So the functions have C++ linkage, and macros rename those that libcrypto's headers also declare. */

#ifndef TLS_OPENSSL_SHIM_OPENSSL_ASIO_TLS_H
#define TLS_OPENSSL_SHIM_OPENSSL_ASIO_TLS_H

#ifndef __cplusplus
#error "these headers are for C++ only"
#endif

#include <tls/config.hpp>

#include <cstddef>

/* The version of OpenSSL's own headers if they are installed, because programs select code by it; else 3.0, the version
 * of this interface. */
#if __has_include(<openssl/opensslv.h>)
#include <openssl/opensslv.h>
#else
#define OPENSSL_VERSION_MAJOR 3
#define OPENSSL_VERSION_NUMBER 0x30000000L
#define OPENSSL_VERSION_TEXT "OpenSSL 3.0 interface of asio-tls"
#endif

/* NPN is not supported: programs check for this macro. */
#ifndef OPENSSL_NO_NEXTPROTONEG
#define OPENSSL_NO_NEXTPROTONEG
#endif

typedef struct ssl_st SSL;
typedef struct ssl_ctx_st SSL_CTX;
typedef struct ssl_method_st SSL_METHOD;
typedef struct ssl_cipher_st SSL_CIPHER;
typedef struct ssl_session_st SSL_SESSION;
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
