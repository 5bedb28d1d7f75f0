// ECDSA verification over P-256. Everything here works on public data: time and memory accesses depend on it. Never
// call these functions with a secret.

#ifndef TLS_SRC_ALGORITHMS_P256_VERIFY_HPP
#define TLS_SRC_ALGORITHMS_P256_VERIFY_HPP

#include "algorithms/p256/form.hpp"
#include "algorithms/p256/point.hpp"

namespace tls::p256 {

/// Decodes 04 || X || Y, 65 bytes. Empty for other forms, coordinates not below the field modulus, and points that are
/// not on the curve.
std::optional<affine_point> decode_point(byte_view) noexcept;

/// Returns first * generator + second * point, for numbers below 2^256. NOT constant-time: never use a secret number.
point sum_of_multiples(const integer& first, const integer& second, const affine_point&) noexcept;

/// FIPS 186-4 section 6.4 and SEC 1 version 2, section 4.1.4: whether (r, s) is a signature over the message with this
/// digest, of any length, by the owner of the public key, a point on the curve.
bool is_signature(const integer& r, const integer& s, byte_view digest, const affine_point& public_key) noexcept;
bool is_signature(const form&, const integer& r, const integer& s, byte_view digest,
                  const coordinates& public_key) noexcept;

} // namespace tls::p256

#endif
