// The field of Curve25519: integers modulo 2^255 - 19, in constant time.

#ifndef TLS_SRC_ALGORITHMS_CURVE25519_FIELD_HPP
#define TLS_SRC_ALGORITHMS_CURVE25519_FIELD_HPP

#include <tls/bytes.hpp>

#include <array>

namespace tls::curve25519 {

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

inline field_element square_times(field_element a, unsigned times) noexcept
{
    while (times-- != 0)
        a = square(a);
    return a;
}

/// Returns a^(p - 2): the inverse, or zero for zero.
inline field_element inverse(const field_element& a) noexcept
{
    // The exponent is 2^255 - 21. powers_n is a^(2^n - 1).
    auto a2 = square(a);
    auto a9 = square_times(a2, 2) * a;
    auto a11 = a9 * a2;
    auto powers_5 = square(a11) * a9;
    auto powers_10 = square_times(powers_5, 5) * powers_5;
    auto powers_20 = square_times(powers_10, 10) * powers_10;
    auto powers_40 = square_times(powers_20, 20) * powers_20;
    auto powers_50 = square_times(powers_40, 10) * powers_10;
    auto powers_100 = square_times(powers_50, 50) * powers_50;
    auto powers_200 = square_times(powers_100, 100) * powers_100;
    auto powers_250 = square_times(powers_200, 50) * powers_50;
    return square_times(powers_250, 5) * a11;
}

/// Stores the element, reduced below the modulus, as 32 bytes little-endian. `a` must be a product.
inline void store(const field_element& a, byte_span out) noexcept
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

    for (unsigned i = 0; i < 32; ++i) {
        auto bit = 8 * i;
        auto digit = bit / detail::digit_bits, offset = bit % detail::digit_bits;
        auto byte = d[digit] >> offset;
        if (offset > detail::digit_bits - 8 && digit + 1 < 5)
            byte |= d[digit + 1] << (detail::digit_bits - offset);
        out[i] = static_cast<std::uint8_t>(byte);
    }
}

} // namespace tls::curve25519

#endif
