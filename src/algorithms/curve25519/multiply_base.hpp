// Multiples of the Curve25519 base point.

#ifndef TLS_SRC_ALGORITHMS_CURVE25519_MULTIPLY_BASE_HPP
#define TLS_SRC_ALGORITHMS_CURVE25519_MULTIPLY_BASE_HPP

#include <tls/bytes.hpp>

namespace tls::curve25519 {

/// Writes the u coordinate of the base point's multiple (RFC 7748 section 4.1), that is, X25519 with u = 9. `scalar`
/// has 32 bytes, clamped as in section 5; `out` has 32 bytes. In constant time.
void multiply_base(byte_view scalar, byte_span out);

} // namespace tls::curve25519

#endif
