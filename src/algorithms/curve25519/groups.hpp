// X25519 by our own arithmetic.

#ifndef TLS_SRC_ALGORITHMS_CURVE25519_GROUPS_HPP
#define TLS_SRC_ALGORITHMS_CURVE25519_GROUPS_HPP

#include <tls/crypto/key_exchange_group.hpp>

#include <span>

namespace tls::curve25519 {

/// Returns x25519 (RFC 7748); empty on processors without 64-bit arithmetic.
std::span<const key_exchange_group* const> groups() noexcept;

} // namespace tls::curve25519

#endif
