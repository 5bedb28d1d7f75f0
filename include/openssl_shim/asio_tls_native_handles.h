/* Declares the native handles of contexts, streams and verify contexts with OpenSSL's types: see
 * tls/impl/handle_types.hpp. */

#ifndef TLS_ASIO_TLS_NATIVE_HANDLES_H
#define TLS_ASIO_TLS_NATIVE_HANDLES_H

struct ssl_ctx_st;
struct ssl_st;
struct x509_store_ctx_st;

namespace tls {

using context_handle = ::ssl_ctx_st*;
using stream_handle = ::ssl_st*;
using verification_handle = ::x509_store_ctx_st*;

} // namespace tls

#endif
