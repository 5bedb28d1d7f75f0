// Inversion modulo 256-bit numbers in constant time.

#ifndef TLS_SRC_ALGORITHMS_MULTIPRECISION_INVERSE_HPP
#define TLS_SRC_ALGORITHMS_MULTIPRECISION_INVERSE_HPP

#include "algorithms/multiprecision/number.hpp"

namespace tls::multiprecision {

namespace detail {

/// Division steps in one batch, and the bits of a digit.
inline constexpr unsigned batch_bits = 60;
inline constexpr std::uint64_t digit_mask = (std::uint64_t{1} << batch_bits) - 1;

/// The sum of digits[i] * 2^(60 * i). All digits but the last are from 0 to 2^60 - 1; the last one has the sign.
struct signed_number {
    std::array<std::int64_t, 5> digits{};
};

constexpr signed_number to_digits(const number& n) noexcept
{
    auto digit = [](std::uint64_t bits) { return static_cast<std::int64_t>(bits & digit_mask); };
    return {{digit(n[0]), digit(n[0] >> 60 | n[1] << 4), digit(n[1] >> 56 | n[2] << 8), digit(n[2] >> 52 | n[3] << 12),
             digit(n[3] >> 48)}};
}

} // namespace detail

/// An odd number from 3 to 2^256 - 1 to invert by.
class inversion_modulus {
public:
    constexpr explicit inversion_modulus(const number& modulus) noexcept
        : digits_(detail::to_digits(modulus)), inverse_(modulus[0])
    {
        // Newton's iteration doubles the number of correct bits. There are three at first, as m * m is 1 modulo 8.
        for (int i = 0; i < 5; ++i)
            inverse_ *= 2 - modulus[0] * inverse_;
    }

    /// Returns the inverse of a number below the modulus; zero for zero, and for a number with a common factor an
    /// unspecified number below the modulus. Time and memory accesses do not depend on the number.
    number inverse(const number&) const noexcept;

private:
    detail::signed_number digits_;
    std::uint64_t inverse_; ///< of the modulus, modulo 2^64
};

} // namespace tls::multiprecision

#endif
