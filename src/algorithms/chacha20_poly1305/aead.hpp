// ChaCha20-Poly1305 by our own code.

#ifndef TLS_SRC_ALGORITHMS_CHACHA20_POLY1305_AEAD_HPP
#define TLS_SRC_ALGORITHMS_CHACHA20_POLY1305_AEAD_HPP

#include <tls/crypto/aead.hpp>

#include <span>

namespace tls::chacha20_poly1305 {

/// Returns CHACHA20-POLY1305 (RFC 8439) in the fastest form that this CPU supports and that works; empty if there is
/// none. The row lives as long as the program. Thread-safe.
std::span<const aead_algorithm* const> aeads();

} // namespace tls::chacha20_poly1305

#endif
