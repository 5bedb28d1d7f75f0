// Arithmetic modulo the two primes of P-256 (SEC 2 version 2, section 2.4.2): the field modulus and the group order. In
// Montgomery form with R = 2^280, and in constant time.

#ifndef TLS_SRC_ALGORITHMS_P256_RESIDUE_HPP
#define TLS_SRC_ALGORITHMS_P256_RESIDUE_HPP

#include "algorithms/p256/integer.hpp"

#include <tls/crypto/constant_time.hpp>

#include <algorithm>

namespace tls::p256 {

__extension__ using wide_digit = __int128;

/// A residue as signed 56-bit digits, which are only carried by multiplication. A product has 56-bit digits and a value
/// from -2^244 to the modulus + 2^244; value() and is_zero_product() rely on this. Sums and differences of up to 32
/// products may be multiplied with each other.
template <class Modulus>
struct residue {
    std::array<std::int64_t, digit_count> digits{};

    /// Converts any number below 2^257.
    static residue from(const integer&) noexcept;

    /// Returns the number, reduced below the modulus.
    integer value() const noexcept;

    friend residue operator+(const residue& a, const residue& b) noexcept
    {
        residue out;
        for (std::size_t i = 0; i < digit_count; ++i)
            out.digits[i] = a.digits[i] + b.digits[i];
        return out;
    }

    friend residue operator-(const residue& a, const residue& b) noexcept
    {
        residue out;
        for (std::size_t i = 0; i < digit_count; ++i)
            out.digits[i] = a.digits[i] - b.digits[i];
        return out;
    }
};

/// The field modulus, 2^256 - 2^224 + 2^192 + 2^96 - 1.
struct field_modulus {
    static constexpr integer value{{0xffffffffffffff, 0xffffffffff, 0x0, 0x1000000, 0xffffffff}};
    /// R * R modulo the field modulus.
    static constexpr integer r_squared{{0x3000000050000, 0x0, 0xfffffbfffffffa, 0xfffafffffffeff, 0x2ffff}};

    /// Adds to five columns the multiple of the modulus that clears the lowest digit, and carries from the first
    /// column, which then drops out, to the second.
    static void clear_lowest(wide_digit& c0, wide_digit& c1, wide_digit&, wide_digit& c3, wide_digit& c4) noexcept
    {
        // Modulo 2^56 the modulus is -1.
        auto multiple = static_cast<std::int64_t>(static_cast<std::uint64_t>(c0) & digit_mask);
        c1 += (c0 >> digit_bits) + (static_cast<wide_digit>(multiple) << 40);
        c3 += static_cast<wide_digit>(multiple) << 24;
        c4 += static_cast<wide_digit>(multiple) * 0xffffffff;
    }
};

/// The group order: the number of points on the curve.
struct order_modulus {
    static constexpr integer value{{0xb9cac2fc632551, 0xfaada7179e84f3, 0xffffffffffbce6, 0xffffff, 0xffffffff}};
    static constexpr integer r_squared{
        {0x7fbc24cfb36926, 0xa0a7b8636a7aea, 0x9076ab51d14956, 0x84a3d0b1ec5961, 0x83b51c1e}};

    static void clear_lowest(wide_digit& c0, wide_digit& c1, wide_digit& c2, wide_digit& c3, wide_digit& c4) noexcept
    {
        constexpr std::uint64_t negated_inverse = 0xd1c8aaee00bc4f; // modulo 2^56
        auto multiple = static_cast<std::int64_t>((static_cast<std::uint64_t>(c0) * negated_inverse) & digit_mask);
        auto times = [multiple](std::uint64_t digit) {
            return static_cast<wide_digit>(multiple) * static_cast<std::int64_t>(digit);
        };
        c1 += ((c0 + times(value.digits[0])) >> digit_bits) + times(value.digits[1]);
        c2 += times(value.digits[2]);
        c3 += times(value.digits[3]);
        c4 += times(value.digits[4]);
    }
};

using field_element = residue<field_modulus>;
using scalar = residue<order_modulus>;

namespace detail {

/// The digit products by column, and one more column for the carries.
using product_columns = std::array<wide_digit, 2 * digit_count>;

inline wide_digit product(std::int64_t a, std::int64_t b) noexcept
{
    return static_cast<wide_digit>(a) * b;
}

/// Returns the number in the columns divided by R.
template <class Modulus>
[[gnu::always_inline]] inline residue<Modulus> reduced(product_columns columns) noexcept
{
    auto& [c0, c1, c2, c3, c4, c5, c6, c7, c8, c9] = columns;
    Modulus::clear_lowest(c0, c1, c2, c3, c4);
    Modulus::clear_lowest(c1, c2, c3, c4, c5);
    Modulus::clear_lowest(c2, c3, c4, c5, c6);
    Modulus::clear_lowest(c3, c4, c5, c6, c7);
    Modulus::clear_lowest(c4, c5, c6, c7, c8);
    auto carry = [](wide_digit& from, wide_digit& to) {
        to += from >> digit_bits;
        return static_cast<std::int64_t>(static_cast<std::uint64_t>(from) & digit_mask);
    };
    residue<Modulus> out;
    out.digits[0] = carry(c5, c6);
    out.digits[1] = carry(c6, c7);
    out.digits[2] = carry(c7, c8);
    out.digits[3] = carry(c8, c9);
    out.digits[4] = static_cast<std::int64_t>(c9);
    return out;
}

} // namespace detail

namespace detail {

[[gnu::always_inline]] inline product_columns multiply(const std::array<std::int64_t, digit_count>& a,
                                                       const std::array<std::int64_t, digit_count>& b) noexcept
{
    return {product(a[0], b[0]),
            product(a[0], b[1]) + product(a[1], b[0]),
            product(a[0], b[2]) + product(a[1], b[1]) + product(a[2], b[0]),
            product(a[0], b[3]) + product(a[1], b[2]) + product(a[2], b[1]) + product(a[3], b[0]),
            product(a[0], b[4]) + product(a[1], b[3]) + product(a[2], b[2]) + product(a[3], b[1]) + product(a[4], b[0]),
            product(a[1], b[4]) + product(a[2], b[3]) + product(a[3], b[2]) + product(a[4], b[1]),
            product(a[2], b[4]) + product(a[3], b[3]) + product(a[4], b[2]),
            product(a[3], b[4]) + product(a[4], b[3]),
            product(a[4], b[4]),
            0};
}

} // namespace detail

template <class Modulus>
[[gnu::always_inline]] inline residue<Modulus> operator*(const residue<Modulus>& a, const residue<Modulus>& b) noexcept
{
    return detail::reduced<Modulus>(detail::multiply(a.digits, b.digits));
}

/// Returns a * b - c * d, with only one reduction.
template <class Modulus>
[[gnu::always_inline]] inline residue<Modulus>
difference_of_products(const residue<Modulus>& a, const residue<Modulus>& b, const residue<Modulus>& c,
                       const residue<Modulus>& d) noexcept
{
    auto columns = detail::multiply(a.digits, b.digits);
    auto others = detail::multiply(c.digits, d.digits);
    for (std::size_t i = 0; i < columns.size(); ++i)
        columns[i] -= others[i];
    return detail::reduced<Modulus>(columns);
}

template <class Modulus>
[[gnu::always_inline]] inline residue<Modulus> square(const residue<Modulus>& x) noexcept
{
    using detail::product;
    auto& a = x.digits;
    auto a0 = 2 * a[0], a1 = 2 * a[1], a2 = 2 * a[2], a3 = 2 * a[3];
    return detail::reduced<Modulus>({product(a[0], a[0]), product(a0, a[1]), product(a0, a[2]) + product(a[1], a[1]),
                                     product(a0, a[3]) + product(a1, a[2]),
                                     product(a0, a[4]) + product(a1, a[3]) + product(a[2], a[2]),
                                     product(a1, a[4]) + product(a2, a[3]), product(a2, a[4]) + product(a[3], a[3]),
                                     product(a3, a[4]), product(a[4], a[4]), 0});
}

template <class Modulus>
residue<Modulus> residue<Modulus>::from(const integer& number) noexcept
{
    residue plain, r_squared;
    for (std::size_t i = 0; i < digit_count; ++i) {
        plain.digits[i] = static_cast<std::int64_t>(number.digits[i]);
        r_squared.digits[i] = static_cast<std::int64_t>(Modulus::r_squared.digits[i]);
    }
    return plain * r_squared;
}

template <class Modulus>
integer residue<Modulus>::value() const noexcept
{
    // The input is much smaller than R in absolute value, so the quotient is from zero to the modulus.
    detail::product_columns columns{};
    for (std::size_t i = 0; i < digit_count; ++i)
        columns[i] = digits[i];
    auto plain = detail::reduced<Modulus>(columns);
    integer number;
    for (std::size_t i = 0; i < digit_count; ++i)
        number.digits[i] = static_cast<std::uint64_t>(plain.digits[i]);
    auto [rest, borrow] = subtract(number, Modulus::value);
    auto is_below = constant_time::hidden(0 - borrow);
    for (std::size_t i = 0; i < digit_count; ++i)
        number.digits[i] = constant_time::select(is_below, number.digits[i], rest.digits[i]);
    return number;
}

/// Whether a product is zero modulo the modulus. Cheaper than is_zero(), but only valid for products.
template <class Modulus>
bool is_zero_product(const residue<Modulus>& product) noexcept
{
    // Only the digits of zero and of the modulus are possible: other multiples are outside a product's range.
    auto is = [&product](const integer& number) {
        return std::equal(number.digits.begin(), number.digits.end(), product.digits.begin(),
                          [](std::uint64_t a, std::int64_t b) { return a == static_cast<std::uint64_t>(b); });
    };
    return is({}) || is(Modulus::value);
}

template <class Modulus>
bool is_zero(const residue<Modulus>& number) noexcept
{
    return is_zero(number.value());
}

/// Returns number ^ (modulus - 2): the inverse, or zero for zero.
template <class Modulus>
residue<Modulus> inverse(const residue<Modulus>& number) noexcept
{
    constexpr unsigned window_bits = 4;
    std::array<residue<Modulus>, 1 << window_bits> powers;
    powers[0] = residue<Modulus>::from({{1}});
    for (std::size_t i = 1; i < powers.size(); ++i)
        powers[i] = powers[i - 1] * number;

    // Branches and lookups depend only on the exponent, which is public.
    const auto exponent = subtract(Modulus::value, {{2}}).value;
    auto power = powers[0];
    for (unsigned first = 256; first != 0;) {
        first -= window_bits;
        for (unsigned i = 0; i < window_bits; ++i)
            power = square(power);
        if (auto window = bits(exponent, first, window_bits); window != 0)
            power = power * powers[window];
    }
    return power;
}

} // namespace tls::p256

#endif
