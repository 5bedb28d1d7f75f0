// The field of Curve25519 for any 64-bit processor: integers modulo 2^255 - 19, in constant time.

#ifndef TLS_SRC_ALGORITHMS_CURVE25519_PORTABLE_FIELD_HPP
#define TLS_SRC_ALGORITHMS_CURVE25519_PORTABLE_FIELD_HPP

#include "algorithms/multiprecision/number.hpp"

namespace tls::curve25519::portable {

using multiprecision::number;

/// An element as five 51-bit digits, which may be larger between operations: digits of a product or square are below
/// 2^52, of a sum of two products below 2^53, of a difference of two such sums below 2^54. Operands of `-` must be
/// products or sums of two; operands of `*` may be any of these.
struct field_element {
    std::array<std::uint64_t, 5> digits{};
};

namespace detail {

__extension__ using uint128 = unsigned __int128;

inline constexpr unsigned digit_bits = 51;
inline constexpr std::uint64_t digit_mask = (std::uint64_t{1} << digit_bits) - 1;

inline uint128 product(std::uint64_t a, std::uint64_t b) noexcept
{
    return static_cast<uint128>(a) * b;
}

// 2^255 is congruent to 19, so the carry out of the last digit returns to the first, times 19.
inline field_element carried(std::array<uint128, 5> sums) noexcept
{
    field_element out;
    for (unsigned i = 0; i < 4; ++i) {
        sums[i + 1] += sums[i] >> digit_bits;
        out.digits[i] = static_cast<std::uint64_t>(sums[i]) & digit_mask;
    }
    out.digits[4] = static_cast<std::uint64_t>(sums[4]) & digit_mask;
    auto first = out.digits[0] + (sums[4] >> digit_bits) * 19;
    out.digits[0] = static_cast<std::uint64_t>(first) & digit_mask;
    out.digits[1] += static_cast<std::uint64_t>(first >> digit_bits);
    return out;
}

} // namespace detail

inline field_element operator+(const field_element& a, const field_element& b) noexcept
{
    field_element out;
    for (unsigned i = 0; i < 5; ++i)
        out.digits[i] = a.digits[i] + b.digits[i];
    return out;
}

inline field_element operator-(const field_element& a, const field_element& b) noexcept
{
    // Adding four times the modulus keeps every digit positive.
    constexpr std::uint64_t first = 4 * (detail::digit_mask - 18), others = 4 * detail::digit_mask;
    field_element out;
    for (unsigned i = 0; i < 5; ++i)
        out.digits[i] = a.digits[i] + (i == 0 ? first : others) - b.digits[i];
    return out;
}

inline field_element operator*(const field_element& x, const field_element& y) noexcept
{
    using detail::product;
    auto& a = x.digits;
    auto& b = y.digits;
    auto b1 = 19 * b[1], b2 = 19 * b[2], b3 = 19 * b[3], b4 = 19 * b[4];
    return detail::carried(
        {product(a[0], b[0]) + product(a[1], b4) + product(a[2], b3) + product(a[3], b2) + product(a[4], b1),
         product(a[0], b[1]) + product(a[1], b[0]) + product(a[2], b4) + product(a[3], b3) + product(a[4], b2),
         product(a[0], b[2]) + product(a[1], b[1]) + product(a[2], b[0]) + product(a[3], b4) + product(a[4], b3),
         product(a[0], b[3]) + product(a[1], b[2]) + product(a[2], b[1]) + product(a[3], b[0]) + product(a[4], b4),
         product(a[0], b[4]) + product(a[1], b[3]) + product(a[2], b[2]) + product(a[3], b[1]) + product(a[4], b[0])});
}

inline field_element square(const field_element& x) noexcept
{
    using detail::product;
    auto& a = x.digits;
    auto a0 = 2 * a[0], a1 = 2 * a[1], a3 = 19 * a[3], a4 = 19 * a[4];
    return detail::carried({product(a[0], a[0]) + product(a1, a4) + product(2 * a[2], a3),
                            product(a0, a[1]) + product(2 * a[2], a4) + product(a[3], a3),
                            product(a0, a[2]) + product(a[1], a[1]) + product(2 * a[3], a4),
                            product(a0, a[3]) + product(a1, a[2]) + product(a[4], a4),
                            product(a0, a[4]) + product(a1, a[3]) + product(a[2], a[2])});
}

/// Computes out = a * b.
inline void multiply(field_element& out, const field_element& a, const field_element& b) noexcept
{
    out = a * b;
}

/// Computes out = a * a.
inline void square(field_element& out, const field_element& a) noexcept
{
    out = square(a);
}

/// Returns a + 121665 * b.
inline field_element add_multiple_121665(const field_element& a, const field_element& b) noexcept
{
    std::array<detail::uint128, 5> sums;
    for (unsigned i = 0; i < 5; ++i)
        sums[i] = a.digits[i] + detail::product(b.digits[i], 121665);
    return detail::carried(sums);
}

inline field_element select(std::uint64_t mask, const field_element& yes, const field_element& no) noexcept
{
    __asm__("" : "+r"(mask)); // the compiler cannot know that it has only two values
    field_element out;
    for (unsigned i = 0; i < 5; ++i)
        out.digits[i] = no.digits[i] ^ (mask & (yes.digits[i] ^ no.digits[i]));
    return out;
}

/// Returns the residue below the modulus. `a` must be a product.
inline number value(const field_element& a) noexcept
{
    auto d = a.digits;
    for (unsigned i = 0; i < 4; ++i) {
        d[i + 1] += d[i] >> detail::digit_bits;
        d[i] &= detail::digit_mask;
    }
    // The number of moduli to subtract: the bits above 2^255, plus one if adding 19 carries out of the last digit.
    auto carry = (d[0] + 19) >> detail::digit_bits;
    for (unsigned i = 1; i < 5; ++i)
        carry = (d[i] + carry) >> detail::digit_bits;
    d[0] += 19 * carry;
    for (unsigned i = 0; i < 4; ++i) {
        d[i + 1] += d[i] >> detail::digit_bits;
        d[i] &= detail::digit_mask;
    }
    d[4] &= detail::digit_mask;

    return {d[0] | d[1] << 51, d[1] >> 13 | d[2] << 38, d[2] >> 26 | d[3] << 25, d[3] >> 39 | d[4] << 12};
}

/// The field operations that the algorithms of the curve use.
struct field {
    using element = field_element;
    using product = field_element;

    /// Converts a number below 2^255.
    static constexpr field_element from(const number& n) noexcept
    {
        using detail::digit_mask;
        return {{n[0] & digit_mask, (n[0] >> 51 | n[1] << 13) & digit_mask, (n[1] >> 38 | n[2] << 26) & digit_mask,
                 (n[2] >> 25 | n[3] << 39) & digit_mask, n[3] >> 12}};
    }
    static number value(const field_element& a) noexcept { return portable::value(a); }
};

} // namespace tls::curve25519::portable

#endif
