// ECDSA's verification over P-256. Everything that it works on is public, and it makes use of that: how long it
// takes, and which memory it touches, depends on all of it. Nothing here is to be called with a secret.

#ifndef TLS_SRC_ALGORITHMS_P256_VERIFY_HPP
#define TLS_SRC_ALGORITHMS_P256_VERIFY_HPP

#include "algorithms/p256/point.hpp"

namespace tls::p256 {

/// The point that 04 || X || Y is, 65 bytes. Empty for other forms, coordinates that are not below the field's
/// modulus, and points that are not on the curve.
std::optional<affine_point> decode_point(byte_view) noexcept;

/// first * generator + second * point, with any numbers below 2^256. NOT in constant time: never for a secret number.
point sum_of_multiples(const integer& first, const integer& second, const affine_point&) noexcept;

/// FIPS 186-4 section 6.4 and SEC 1 version 2, section 4.1.4: whether (r, s) is the signature over what has the
/// digest, of any length, by the owner of the public key, a point on the curve.
bool is_signature(const integer& r, const integer& s, byte_view digest, const affine_point& public_key) noexcept;

} // namespace tls::p256

#endif
