/* The headers of libcrypto that OpenSSL's <openssl/ssl.h> includes and these headers do not replace, if they are
 * installed. And the few functions of libcrypto that programs call only to pass keys, certificates and curves to a
 * context.
 *
 * If the program links libcrypto, those functions call libcrypto's, so that their objects can be used with all others
 * of libcrypto. If not, they work on objects of this library. */

#ifndef TLS_OPENSSL_SHIM_OPENSSL_ASIO_TLS_LIBCRYPTO_H
#define TLS_OPENSSL_SHIM_OPENSSL_ASIO_TLS_LIBCRYPTO_H

#include <openssl/asio_tls.h>

#if __has_include(<openssl/evp.h>) && !defined(ASIO_TLS_WITHOUT_LIBCRYPTO_HEADERS)
#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/buffer.h>
#include <openssl/crypto.h>
#include <openssl/dh.h>
#include <openssl/dsa.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/lhash.h>
#include <openssl/rsa.h>
#include <openssl/safestack.h>
#include <openssl/sha.h>
#endif

typedef struct bio_st BIO;
typedef struct ec_key_st EC_KEY;
typedef struct evp_pkey_st EVP_PKEY;
/* Returns the size of the password that it has written to `buffer`, or a negative number. `writing` is 0. */
typedef int pem_password_cb(char* buffer, int size, int writing, void* argument);

#pragma GCC visibility push(default)

#define BIO_new_mem_buf asio_tls_BIO_new_mem_buf
#define BIO_new_file asio_tls_BIO_new_file
#define BIO_free asio_tls_BIO_free
#define BIO_free_all asio_tls_BIO_free_all
#define EVP_PKEY_free asio_tls_EVP_PKEY_free
#define EC_KEY_new_by_curve_name asio_tls_EC_KEY_new_by_curve_name
#define EC_KEY_free asio_tls_EC_KEY_free
extern "C" {
/* A source of bytes: memory, which must outlive it, or a file. `size` -1: `data` ends with NUL. */
BIO* BIO_new_mem_buf(const void* data, int size);
BIO* BIO_new_file(const char* path, const char* mode);
int BIO_free(BIO* bio);
void BIO_free_all(BIO* bio);
void EVP_PKEY_free(EVP_PKEY* key);
/* Names a curve, for SSL_CTX_set_tmp_ecdh. Null if the curve is unknown. */
EC_KEY* EC_KEY_new_by_curve_name(int nid);
void EC_KEY_free(EC_KEY* key);
}

#pragma GCC visibility pop

#endif
