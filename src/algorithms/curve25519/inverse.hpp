// Inversion in the field of Curve25519, in constant time.

#ifndef TLS_SRC_ALGORITHMS_CURVE25519_INVERSE_HPP
#define TLS_SRC_ALGORITHMS_CURVE25519_INVERSE_HPP

#include "algorithms/multiprecision/inverse.hpp"

namespace tls::curve25519 {

/// The field modulus, 2^255 - 19.
inline constexpr multiprecision::number modulus{0xffffffffffffffed, 0xffffffffffffffff, 0xffffffffffffffff,
                                                0x7fffffffffffffff};

/// Returns the inverse, or zero for zero.
template <class Field>
typename Field::product inverse(const typename Field::product& a) noexcept
{
    static constexpr multiprecision::inversion_modulus inversion(modulus);
    return Field::from(inversion.inverse(Field::value(a)));
}

} // namespace tls::curve25519

#endif
