// The native handle types of contexts, streams and verify contexts.

#ifndef TLS_IMPL_HANDLE_TYPES_HPP
#define TLS_IMPL_HANDLE_TYPES_HPP

#include <tls/config.hpp>

// The targets asio-tls::asio_ssl and asio-tls::openssl_shim put this header on the include path. It declares
// tls::context_handle, stream_handle and verification_handle as SSL_CTX*, SSL* and X509_STORE_CTX*. Without it
// handles have types of this library, and passing one to OpenSSL's own functions does not compile.
#if __has_include(<asio_tls_native_handles.h>)
#include <asio_tls_native_handles.h>
#endif

#pragma GCC visibility push(default)

namespace tls {

class native_context;
class native_stream;
struct native_verification;

#ifndef TLS_ASIO_TLS_NATIVE_HANDLES_H
using context_handle = native_context*;
using stream_handle = native_stream*;
using verification_handle = native_verification*;
#endif

} // namespace tls

namespace tls::detail {

// A handle of either type is the address of an object of this library.

inline native_context* native_of(context_handle handle) noexcept
{
    return reinterpret_cast<native_context*>(handle);
}
inline native_stream* native_of(stream_handle handle) noexcept
{
    return reinterpret_cast<native_stream*>(handle);
}
inline native_verification* native_of(verification_handle handle) noexcept
{
    return reinterpret_cast<native_verification*>(handle);
}
inline context_handle handle_of(native_context* native) noexcept
{
    return reinterpret_cast<context_handle>(native);
}
inline stream_handle handle_of(native_stream* native) noexcept
{
    return reinterpret_cast<stream_handle>(native);
}
inline verification_handle handle_of(native_verification* native) noexcept
{
    return reinterpret_cast<verification_handle>(native);
}

} // namespace tls::detail

#pragma GCC visibility pop

#endif
