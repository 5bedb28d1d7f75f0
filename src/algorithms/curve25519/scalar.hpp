// Numbers modulo the order of Ed25519's base point, in constant time.

#ifndef TLS_SRC_ALGORITHMS_CURVE25519_SCALAR_HPP
#define TLS_SRC_ALGORITHMS_CURVE25519_SCALAR_HPP

#include "algorithms/multiprecision/number.hpp"

namespace tls::curve25519 {

/// L of RFC 8032: 2^252 + 27742317777372353535851937790883648493.
inline constexpr multiprecision::number order{0x5812631a5cf5d3ed, 0x14def9dea2f79cd6, 0, 0x1000000000000000};

/// Whether the number is less than the order. Not in constant time.
bool is_below_order(const multiprecision::number&) noexcept;

/// Returns low + high * 2^256, modulo the order.
multiprecision::number reduced(const multiprecision::number& low, const multiprecision::number& high) noexcept;

/// Returns a * b + c modulo the order. `b` and `c` are less than the order, `a` is below 2^256.
multiprecision::number multiply_add(const multiprecision::number& a, const multiprecision::number& b,
                                    const multiprecision::number& c) noexcept;

} // namespace tls::curve25519

#endif
