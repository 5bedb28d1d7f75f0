// Results of multiplications by the vector form, computed with BMI2 and ADX. Call only if multiprecision::has_adx().

#ifndef TLS_SRC_ALGORITHMS_CURVE25519_ADX_RESULTS_HPP
#define TLS_SRC_ALGORITHMS_CURVE25519_ADX_RESULTS_HPP

#include "algorithms/multiprecision/number.hpp"

namespace tls::curve25519::adx {

// In constant time. Coordinates are residues below 2^255. `out` has 32 bytes.

/// Writes x / z.
void write_quotient(const multiprecision::number& x, const multiprecision::number& z, byte_span out) noexcept;

/// Writes the u coordinate of a point on the Edwards curve: (z + y) / (z - y).
void write_u(const multiprecision::number& y, const multiprecision::number& z, byte_span out) noexcept;

/// Writes the encoding of a point, RFC 8032 section 5.1.2.
void write_point(const multiprecision::number& x, const multiprecision::number& y, const multiprecision::number& z,
                 byte_span out) noexcept;

multiprecision::number inverse_of(const multiprecision::number&) noexcept;

} // namespace tls::curve25519::adx

#endif
