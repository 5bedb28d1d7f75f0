/* Certificates and private keys in PEM. The certificates are objects of this library; for BIO and EVP_PKEY see
 * asio_tls_libcrypto.h. */

#ifndef TLS_OPENSSL_SHIM_OPENSSL_PEM_H
#define TLS_OPENSSL_SHIM_OPENSSL_PEM_H

#include <openssl/asio_tls_libcrypto.h>
#include <openssl/err.h>
#include <openssl/x509.h>

#include <cstdio>

#pragma GCC visibility push(default)

#define PEM_R_BAD_BASE64_DECODE 100
#define PEM_R_BAD_DECRYPT 101
#define PEM_R_BAD_PASSWORD_READ 104
#define PEM_R_NO_START_LINE 108

/* Return the next certificate, and advance the source past it. Null at the end of the source: then the last error is
 * PEM_R_NO_START_LINE. If `out` is not null, *out is freed and replaced by the certificate. PEM_read_bio_X509_AUX also
 * reads "TRUSTED CERTIFICATE", without the trust settings in it. */
X509* PEM_read_bio_X509(BIO* bio, X509** out, pem_password_cb* callback, void* argument);
X509* PEM_read_bio_X509_AUX(BIO* bio, X509** out, pem_password_cb* callback, void* argument);
X509* PEM_read_X509(std::FILE* file, X509** out, pem_password_cb* callback, void* argument);
X509* PEM_read_X509_AUX(std::FILE* file, X509** out, pem_password_cb* callback, void* argument);

/* Return the next private key. Without a callback, `argument` is the password, or null. */
EVP_PKEY* PEM_read_bio_PrivateKey(BIO* bio, EVP_PKEY** out, pem_password_cb* callback, void* argument);
EVP_PKEY* PEM_read_PrivateKey(std::FILE* file, EVP_PKEY** out, pem_password_cb* callback, void* argument);

/* Read and write a client's session, in a block with the label "SSL SESSION PARAMETERS". The content is the result of
 * i2d_SSL_SESSION, not OpenSSL's. It is not encrypted, and is as secret as a private key. */
SSL_SESSION* PEM_read_bio_SSL_SESSION(BIO* bio, SSL_SESSION** out, pem_password_cb* callback, void* argument);
SSL_SESSION* PEM_read_SSL_SESSION(std::FILE* file, SSL_SESSION** out, pem_password_cb* callback, void* argument);
int PEM_write_bio_SSL_SESSION(BIO* bio, const SSL_SESSION* session);
int PEM_write_SSL_SESSION(std::FILE* file, const SSL_SESSION* session);

#pragma GCC visibility pop

#endif
