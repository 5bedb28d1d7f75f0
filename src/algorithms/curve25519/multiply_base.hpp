// Multiples of Curve25519's base point.

#ifndef TLS_SRC_ALGORITHMS_CURVE25519_MULTIPLY_BASE_HPP
#define TLS_SRC_ALGORITHMS_CURVE25519_MULTIPLY_BASE_HPP

#include <tls/bytes.hpp>

namespace tls::curve25519 {

/// The u coordinate of the base point's multiple (RFC 7748 section 4.1): X25519 with a u of 9. `scalar` is
/// 32 bytes, clamped as section 5 asks; `out` takes 32. In constant time.
void multiply_base(byte_view scalar, byte_span out);

} // namespace tls::curve25519

#endif
