// Secret multiples of points of P-256, in constant time. All scalars are from 1 to the order - 1.

#ifndef TLS_SRC_ALGORITHMS_P256_ADX_MULTIPLES_HPP
#define TLS_SRC_ALGORITHMS_P256_ADX_MULTIPLES_HPP

#include "algorithms/multiprecision/table.hpp"
#include "algorithms/p256/adx_point.hpp"

namespace tls::p256::adx {

/// A signed digit.
struct signed_digit {
    std::uint64_t magnitude; ///< at most 2^(Width - 1)
    std::uint64_t negative;  ///< all ones or zero
};

/// Returns digit i of the number in base 2^Width with digits from -2^(Width - 1) to 2^(Width - 1) (Booth): the bits of
/// this window, plus the highest bit below the window, minus 2^Width times the highest bit in the window.
template <unsigned Width>
signed_digit digit(const number& scalar, unsigned i) noexcept
{
    constexpr std::uint64_t mask = (std::uint64_t{1} << (Width + 1)) - 1;
    std::uint64_t window;
    if (i == 0) {
        window = scalar[0] << 1;
    } else {
        const unsigned first = Width * i - 1, limb = first / 64, offset = first % 64;
        window = scalar[limb] >> offset;
        if (limb + 1 < scalar.size())
            window |= scalar[limb + 1] << 1 << (63 - offset);
    }
    window &= mask;
    const auto negative = 0 - (window >> Width);
    const auto twice_magnitude = (window ^ negative) & mask; // and rounded up
    return {(twice_magnitude + 1) >> 1, negative};
}

/// The digits of a 256-bit number and the carry out of it.
template <unsigned Width>
constexpr unsigned digit_count = 256 / Width + 1;

[[gnu::always_inline]] inline point select(std::uint64_t mask, const point& yes, const point& no) noexcept
{
    return {select(mask, yes.x, no.x), select(mask, yes.y, no.y), select(mask, yes.z, no.z)};
}

/// Returns p + q for points that are infinity or different from each other. `is_q_infinite` is a mask.
template <class Addend>
[[gnu::always_inline]] inline point add(const point& p, const Addend& q, const point& q_as_point,
                                        std::uint64_t is_q_infinite) noexcept
{
    const auto is_p_infinite = zero_mask(p.z);
    return select(is_q_infinite, p, select(is_p_infinite, q_as_point, add_different(p, q)));
}

/// Multiples of the generator. Immutable.
class generator_table {
public:
    generator_table() noexcept
    {
        point first{generator.x, generator.y, one};
        for (auto& multiples_of_first : rows_) {
            std::array<point, columns> multiples;
            multiples[0] = first;
            multiples[1] = first;
            double_in_place(multiples[1]);
            for (std::size_t j = 2; j < columns; ++j)
                multiples[j] = add_different(multiples[j - 1], first);
            set_affine(multiples_of_first, multiples);
            for (unsigned i = 0; i < width; ++i)
                double_in_place(first);
        }
    }

    /// Returns scalar * generator.
    ///
    /// No addition meets equal or opposite points. The sum before digit i is at most 0.51 * 2^(6 * i) in absolute
    /// value, and the summand is a multiple of 2^(6 * i), so they differ as integers, and so do their opposites. Modulo
    /// the order they could only be alike at the last digit d, from 0 to 16. Sum + d * 2^252 is the scalar, which is no
    /// multiple of the order. And d * 2^252 - sum = order is impossible: for d = 16 the scalar would be 2^257 - order,
    /// above the order, and for a lower d the sum would have to be below -0.51 * 2^252.
    point times(const number& scalar) const noexcept
    {
        point sum{zero, one, zero};
        for (unsigned i = 0; i < rows_.size(); ++i) {
            const auto [magnitude, negative] = digit<width>(scalar, i);
            auto summand = multiprecision::select_entry(rows_[i], magnitude, affine_point{});
            summand.y = adx::select(negative, negated(summand.y), summand.y);
            const auto is_zero = 0 - ((magnitude - 1) >> 63);
            sum = add(sum, summand, {summand.x, summand.y, one}, is_zero);
        }
        return sum;
    }

private:
    static constexpr unsigned width = 6;
    static constexpr std::size_t columns = std::size_t{1} << (width - 1);
    using row = std::array<affine_point, columns>;

    // Inverts all Z at once: the inverse of a product gives the inverses of its factors.
    static void set_affine(row& out, const std::array<point, columns>& points) noexcept
    {
        std::array<element, columns> products;
        products[0] = points[0].z;
        for (std::size_t j = 1; j < columns; ++j)
            products[j] = products[j - 1] * points[j].z;
        auto remaining = inverse(products.back());
        for (auto j = columns; j-- != 0;) {
            const auto z = j == 0 ? remaining : remaining * products[j - 1];
            remaining = remaining * points[j].z;
            const auto zz = square(z);
            out[j] = {points[j].x * zz, points[j].y * (z * zz)};
        }
    }

    std::array<row, digit_count<width>> rows_; ///< rows_[i][j] is (j + 1) * 2^(6 * i) * generator
};

/// Returns scalar * p.
///
/// The sum before digit i is 32 * h * p, where h is the number in the digits above, from 0 up. The summand is d * p
/// with |d| at most 16. If h is not zero, 32 * h is above |d|, so they are not equal or opposite as integers. Nor are
/// they modulo the order, because before the last digit 32 * h + |d| is far below it. At the last digit 32 * h + d is
/// the scalar, which is not a multiple of the order; and 32 * h - d = order would take d = -(order modulo 32) = -17 or
/// 15: with d = 15 the scalar would be 32 * h + 15 = order + 30, above the order.
inline point times(const number& scalar, const affine_point& p) noexcept
{
    constexpr unsigned width = 5;
    std::array<point, std::size_t{1} << (width - 1)> multiples;
    multiples[0] = {p.x, p.y, one};
    for (std::size_t j = 1; j < multiples.size(); j += 2) {
        multiples[j] = multiples[j / 2];
        double_in_place(multiples[j]);
        if (j + 1 < multiples.size())
            multiples[j + 1] = add_different(multiples[j], p);
    }
    constexpr point infinity{zero, one, zero};
    // The highest digit is not negative.
    auto sum =
        multiprecision::select_entry(multiples, digit<width>(scalar, digit_count<width> - 1).magnitude, infinity);
    for (auto i = digit_count<width> - 1; i-- != 0;) {
        for (unsigned k = 0; k < width; ++k)
            double_in_place(sum);
        const auto [magnitude, negative] = digit<width>(scalar, i);
        auto summand = multiprecision::select_entry(multiples, magnitude, infinity);
        summand.y = select(negative, negated(summand.y), summand.y);
        sum = add(sum, summand, summand, 0 - ((magnitude - 1) >> 63));
    }
    return sum;
}

} // namespace tls::p256::adx

#endif
