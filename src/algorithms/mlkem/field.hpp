// The field of integers modulo q = 3329, and the constants of its number-theoretic transform (FIPS 203 section 4.3).

#ifndef TLS_SRC_ALGORITHMS_MLKEM_FIELD_HPP
#define TLS_SRC_ALGORITHMS_MLKEM_FIELD_HPP

#include "algorithms/mlkem/parameters.hpp"

#include <array>
#include <cstdint>

namespace tls::mlkem {

inline constexpr int q = 3329;
inline constexpr std::int16_t q_inverse = -3327;    ///< q^-1 mod 2^16, signed
inline constexpr std::int16_t barrett = 20159;      ///< round(2^26 / q)
inline constexpr std::int16_t r_squared = 1353;     ///< R^2 mod q, for the Montgomery factor R = 2^16
inline constexpr std::int16_t inverse_of_128 = 512; ///< R / 128 mod q

static_assert(static_cast<std::uint16_t>(q * q_inverse) == 1);
static_assert(65536L * 65536L % q == r_squared && 128 * inverse_of_128 % q == 65536 % q);

/// A polynomial, or its transform. Functions say in which range they take and leave coefficients.
struct polynomial {
    alignas(32) std::array<std::int16_t, degree> coefficients;
};

/// A transform T that transforms are multiplied by, in Montgomery form. Coefficients 2i and 2i + 1 of T are the linear
/// polynomial T_i modulo X^2 - gamma_i (FIPS 203 section 4.3.1). `direct` has the constant coefficient of T_i and the
/// product of the other one with gamma_i; `swapped` has the coefficients of T_i in reverse order. All are below q in
/// magnitude.
struct multiplier {
    alignas(32) std::array<std::int16_t, degree> direct, swapped;
};

/// Returns the number congruent to `value` in the middle range: -q/2 < n < q/2.
consteval std::int16_t centered(std::int64_t value)
{
    const auto least = ((value % q) + q) % q;
    return static_cast<std::int16_t>(least > q / 2 ? least - q : least);
}

/// Returns 17^exponent mod q.
consteval std::int64_t root_power(unsigned exponent)
{
    std::int64_t power = 1;
    for (unsigned i = 0; i < exponent; ++i)
        power = power * 17 % q;
    return power;
}

/// BitRev7.
consteval unsigned reversed(unsigned seven_bits)
{
    unsigned out = 0;
    for (unsigned bit = 0; bit < 7; ++bit)
        out |= (seven_bits >> bit & 1U) << (6 - bit);
    return out;
}

/// zeta^BitRev7(i) in Montgomery form, in the order in which the transform uses them: algorithm 9.
consteval auto make_zetas()
{
    std::array<std::int16_t, 128> out{};
    for (unsigned i = 0; i < out.size(); ++i)
        out[i] = centered(root_power(reversed(i)) * 65536);
    return out;
}

inline constexpr auto zetas = make_zetas();

/// For coefficient 2i, R^2, and for coefficient 2i + 1, gamma_i R^2, where gamma_i = zeta^(2 BitRev7(i) + 1): the
/// factors for `direct`.
consteval auto make_direct_factors()
{
    std::array<std::int16_t, degree> out{};
    for (unsigned i = 0; i < degree / 2; ++i) {
        out[2 * i] = r_squared;
        out[2 * i + 1] = centered(root_power(2 * reversed(i) + 1) * r_squared);
    }
    return out;
}

inline constexpr auto direct_factors = make_direct_factors();

} // namespace tls::mlkem

#endif
