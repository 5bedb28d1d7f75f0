// Secret multiples of points of P-256, in constant time. All scalars are from 1 to the order - 1.

#ifndef TLS_SRC_ALGORITHMS_P256_ADX_MULTIPLES_HPP
#define TLS_SRC_ALGORITHMS_P256_ADX_MULTIPLES_HPP

#include "algorithms/multiprecision/table.hpp"
#include "algorithms/p256/adx_point.hpp"
#include "algorithms/p256/form.hpp"

#include <immintrin.h>

namespace tls::p256::adx {

/// An odd scalar with the same multiples, but for the sign.
struct odd_scalar {
    number value;
    std::uint64_t negative; ///< all ones if the value is the order - the scalar; otherwise zero
};

/// The scalar is not zero and below the order, which is odd.
inline odd_scalar to_odd(const number& scalar) noexcept
{
    number opposite;
    unsigned char borrow = 0;
    for (std::size_t i = 0; i < opposite.size(); ++i) {
        unsigned long long limb = 0;
        borrow = _subborrow_u64(borrow, order[i], scalar[i], &limb);
        opposite[i] = limb;
    }
    const auto is_even = (scalar[0] & 1) - 1;
    return {multiprecision::select(is_even, opposite, scalar), is_even};
}

/// Negates the element if the mask is all ones.
[[gnu::always_inline]] inline void negate_if(std::uint64_t mask, element& a) noexcept
{
    a = select(mask, negated(a), a);
}

/// An odd number in base 2^Width with odd digits from -2^Width + 1 to 2^Width - 1. There is no digit zero, so no
/// summand is infinity. The number is the sum of digit(i) * 2^(Width * i), because for an odd n, digit = n modulo
/// 2^(Width + 1) - 2^Width leaves (n - digit) / 2^Width, which is floor(n / 2^Width) with the lowest bit set: odd
/// again. The number in the digits from i up is therefore floor(n / 2^(Width * i)) with the lowest bit set.
template <unsigned Width>
class odd_digits {
public:
    explicit odd_digits(const number& odd) noexcept : n_(odd) {}

    static constexpr unsigned count = (256 + Width - 1) / Width;
    static constexpr std::size_t multiples = std::size_t{1} << (Width - 1);

    /// Returns digit i of a table with the odd multiples of a point, times that point. Reads the whole table.
    affine_point times(unsigned i, const std::array<affine_point, multiples>& table) const noexcept
    {
        // 2 * window + 1 - 2^Width is the digit, but the highest digit is 2 * window + 1.
        const unsigned first = Width * i + 1, limb = first / 64, offset = first % 64;
        auto window = limb < n_.size() ? n_[limb] >> offset : 0;
        if (limb + 1 < n_.size())
            window |= n_[limb + 1] << 1 << (63 - offset);
        if (i + 1 == count)
            window |= std::uint64_t{1} << (Width - 1);
        const auto negative = ((window >> (Width - 1)) & 1) - 1;
        const auto index = (window ^ negative) & (multiples - 1);
        auto found = multiprecision::select_entry(table, index + 1, affine_point{});
        negate_if(negative, found.y);
        return found;
    }

private:
    number n_;
};

/// Multiples of the generator. Immutable.
class generator_table {
public:
    generator_table() noexcept
    {
        point first{generator.x, generator.y, one};
        for (auto& row : rows_) {
            row = odd_multiples_of<digits::multiples>(to_affine(first));
            for (unsigned i = 0; i < width; ++i)
                double_in_place(first);
        }
    }

    /// Returns scalar * generator.
    ///
    /// No addition meets equal or opposite points. The sum s consists of the digits above i, times powers of 64; the
    /// summand is t = d * 64^i, with |d| at most 63. As integers s and t differ, and s and -t, because 64^(i + 1)
    /// divides s but not t. Modulo the order they could only be alike if s + t or s - t is the order or its opposite,
    /// since both are below twice the order in absolute value. The order is odd, so this is impossible for i from 2 up.
    /// The last two digits are taken in reverse:
    /// - Digit 0, while digit 1 is missing: s is a multiple of 4096, and the order is 1361 modulo 4096, which is more
    ///   than 63 away from a multiple.
    /// - Digit 1: s + t is the odd scalar, which is below the order. s - t = order would make the scalar
    ///   order + 128 * d, with d < 0. Then its digit is d = ((149 + 2 * d) modulo 128) - 64, as 149 is
    ///   floor(order / 64) modulo 256. The only such d is 43, which is not negative. (With digit 0 as the last the
    ///   scalar order - 34 would add equal points.)
    affine_point times(const number& scalar) const noexcept
    {
        const auto odd = to_odd(scalar);
        const digits of(odd.value);
        const auto top = of.times(digits::count - 1, rows_.back());
        sum_point sum{top.x, top.y, one, one};
        for (auto i = digits::count - 2; i != 1; --i)
            add_different_in_place(sum, of.times(i, rows_[i]));
        for (unsigned i : {0, 1})
            add_different_in_place(sum, of.times(i, rows_[i]));
        auto product = to_affine(sum);
        negate_if(odd.negative, product.y);
        return product;
    }

private:
    static constexpr unsigned width = 6;
    using digits = odd_digits<width>;
    std::array<std::array<affine_point, digits::multiples>, digits::count>
        rows_; ///< rows_[i][j] is (2 j + 1) * 64^i * G
};

/// Returns scalar * p.
///
/// The sum before digit i is 32 * h * p, where h, odd and not negative, is the number in the digits above. The summand
/// is d * p with |d| at most 31, so they are not equal or opposite as integers. Nor are they modulo the order, because
/// before the last digit 32 * h + |d| is far below it. At the last digit 32 * h + d is the odd scalar, which is below
/// the order, and 32 * h - d = order would make it order + 2 * d with d < 0. Then its digit is d = ((17 + 2 * d) modulo
/// 64) - 32, as the order is 17 modulo 64. The only such d is 15, which is not negative.
inline affine_point times(const number& scalar, const affine_point& p) noexcept
{
    constexpr unsigned width = 5;
    using digits = odd_digits<width>;
    const auto multiples = odd_multiples_of<digits::multiples>(p);
    const auto odd = to_odd(scalar);
    const digits of(odd.value);
    // The highest digit consists of bit 255 and the bit that is set: it is 1.
    point sum{p.x, p.y, one};
    for (auto i = digits::count - 1; i-- != 0;) {
        for (unsigned k = 0; k < width; ++k)
            double_in_place(sum);
        sum = add_different(sum, of.times(i, multiples));
    }
    auto product = to_affine(sum);
    negate_if(odd.negative, product.y);
    return product;
}

} // namespace tls::p256::adx

#endif
