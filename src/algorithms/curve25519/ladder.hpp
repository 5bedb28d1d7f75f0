// The Montgomery ladder on Curve25519, in constant time.

#ifndef TLS_SRC_ALGORITHMS_CURVE25519_LADDER_HPP
#define TLS_SRC_ALGORITHMS_CURVE25519_LADDER_HPP

#include "algorithms/curve25519/inverse.hpp"
#include "algorithms/multiprecision/number.hpp"

namespace tls::curve25519 {

/// RFC 7748 section 5: returns the u coordinate of a multiple of a point with this u coordinate, below 2^255. `scalar`
/// has 32 bytes and is clamped.
template <class Field>
typename Field::product multiply_u(byte_view scalar, const typename Field::product& u) noexcept
{
    typename Field::product x_2 = Field::from({1}), z_2 = Field::from({}), x_3 = u, z_3 = x_2;
    std::uint64_t previous = 0;
    for (unsigned t = 255; t-- != 0;) {
        // The RFC swaps (x_2, z_2) with (x_3, z_3). Here a and b, or c and d, are selected for squaring instead. DA and
        // CB need no selection: a swap exchanges them, and both results of the step are symmetric in them.
        const std::uint64_t bit = scalar[t / 8] >> (t % 8) & 1U;
        const auto is_swapped = 0 - (bit ^ previous);
        previous = bit;

        auto a = x_2 + z_2, c = x_3 + z_3;
        auto b = x_2 - z_2, d = x_3 - z_3;
        auto da = d * a, cb = c * b;
        auto aa = square(select(is_swapped, c, a));
        auto bb = square(select(is_swapped, d, b));
        auto e = aa - bb;
        square(x_3, da + cb);
        multiply(z_3, u, square(da - cb));
        multiply(x_2, aa, bb);
        multiply(z_2, e, add_multiple_121665(aa, e));
    }
    // A clamped scalar is a multiple of eight, so the last step swaps nothing back.
    return x_2 * inverse<Field>(z_2);
}

} // namespace tls::curve25519

#endif
