// TLS 1.3 AEADs by Intel's multi-buffer library, which uses vector instructions throughout.

#ifndef TLS_SRC_ALGORITHMS_IPSEC_MB_AEAD_HPP
#define TLS_SRC_ALGORITHMS_IPSEC_MB_AEAD_HPP

#include <tls/crypto/aead.hpp>

#include <span>

namespace tls::ipsec_mb {

/// Returns AES-128-GCM, AES-256-GCM and CHACHA20-POLY1305 if the library is built in and this CPU has the instructions
/// that make it the fastest implementation (AVX2, AES, carry-less multiplication); otherwise empty. The rows live as
/// long as the program. Thread-safe.
std::span<const aead_algorithm* const> aeads() noexcept;

} // namespace tls::ipsec_mb

#endif
