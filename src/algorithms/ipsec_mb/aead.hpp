// The AEADs of TLS 1.3 by Intel's multi-buffer library: vector instructions throughout.

#ifndef TLS_SRC_ALGORITHMS_IPSEC_MB_AEAD_HPP
#define TLS_SRC_ALGORITHMS_IPSEC_MB_AEAD_HPP

#include <tls/crypto/aead.hpp>

#include <span>

namespace tls::ipsec_mb {

/// AES-128-GCM, AES-256-GCM and CHACHA20-POLY1305, if the library is built in and this CPU has the
/// instructions with which it is faster than any other (AVX2, AES, carry-less multiplication); else none.
/// The rows live as long as the program. Thread-safe.
std::span<const aead_algorithm* const> aeads() noexcept;

} // namespace tls::ipsec_mb

#endif
