/* Declares the native handles of contexts, streams and verify contexts with OpenSSL's types: see
 * tls/impl/handle_types.hpp. */

#ifndef TLS_ASIO_TLS_NATIVE_HANDLES_H
#define TLS_ASIO_TLS_NATIVE_HANDLES_H

#include <openssl/ssl.h>
#ifndef TLS_OPENSSL_SHIM_OPENSSL_SSL_H
#error "OpenSSL's own headers come before those of asio-tls::openssl_shim on the include path: put its folder first"
#endif

struct ssl_ctx_st;
struct ssl_st;
struct x509_store_ctx_st;

namespace tls {

using context_handle = ::ssl_ctx_st*;
using stream_handle = ::ssl_st*;
using verification_handle = ::x509_store_ctx_st*;

} // namespace tls

#endif
