/* Stores and verification: declared in <openssl/x509.h>. */

#ifndef TLS_OPENSSL_SHIM_OPENSSL_X509_VFY_H
#define TLS_OPENSSL_SHIM_OPENSSL_X509_VFY_H

#include <openssl/x509.h>

#endif
