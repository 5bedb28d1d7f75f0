// Four residues modulo 2^255 - 19 in the lanes of vectors, by AVX-512 52-bit multiplication (IFMA), in constant time.

#ifndef TLS_SRC_ALGORITHMS_CURVE25519_LANES_HPP
#define TLS_SRC_ALGORITHMS_CURVE25519_LANES_HPP

#include "algorithms/curve25519/portable_field.hpp"

#include <array>

#include <immintrin.h>

// Only the functions that use the instructions are compiled for them. Code shared with the rest of the program, such as
// standard library templates, must not be. The constant-time test has an <immintrin.h> of its own, without AVX-512.
#ifdef TLS_IFMA_EMULATED
#define TLS_LANES
#else
#define TLS_LANES __attribute__((target("avx2,avx512f,avx512vl,avx512ifma")))
#endif
#define TLS_LANES_INLINE [[gnu::always_inline]] TLS_LANES inline

namespace tls::curve25519::vectors {

using vector = __m256i;

inline constexpr std::size_t lane_count = 4, digit_count = 5;
inline constexpr unsigned digit_bits = 51;
inline constexpr std::uint64_t digit_mask = (std::uint64_t{1} << digit_bits) - 1;

/// The multiplication instructions take factors below this.
inline constexpr std::uint64_t factor_end = std::uint64_t{1} << 52;

/// Four residues, as the sums of digits[i] * 2^(51 * i). The type is the proof of the bound: no digit in any lane is
/// above Max. Operations compute the bounds of their results, and what they need is asserted at compile time.
template <std::uint64_t Max>
struct residues {
    vector digits[digit_count];
};

namespace detail {

__extension__ using uint128 = unsigned __int128;

/// Returns the bound of digits up to `max` after their bits from 2^51 up were folded into the next digit.
constexpr std::uint64_t carried_max(std::uint64_t max)
{
    return digit_mask + 19 * (max >> digit_bits); // the bits of the last digit return to the first, times 19
}

/// The limit of a sum before that in a product of factors below 2^52: of five low halves and twice five high halves,
/// and 19 times as much from the upper half of the product.
constexpr uint128 product_sum_max = uint128{20} * (5 * (factor_end - 1) + 2 * 5 * (factor_end - 1));
static_assert(product_sum_max >> 64 == 0);

} // namespace detail

inline constexpr std::uint64_t product_max = detail::carried_max(static_cast<std::uint64_t>(detail::product_sum_max));
inline constexpr std::uint64_t canonical_max = digit_mask;

/// Products, and sums after a carry.
using product = residues<product_max>;
static_assert(product_max < factor_end);

/// Any factor.
using factor = residues<factor_end - 1>;

TLS_LANES_INLINE vector all(std::uint64_t value)
{
    return _mm256_set1_epi64x(static_cast<long long>(value));
}

/// Multiples of the modulus, by digit: adding them keeps a difference positive.
template <std::uint64_t Multiple>
constexpr std::uint64_t modulus_digit(std::size_t index)
{
    return Multiple * (index == 0 ? digit_mask - 18 : digit_mask);
}

/// The same residues, with a larger bound.
template <std::uint64_t To, std::uint64_t Max>
TLS_LANES_INLINE residues<To> widened(const residues<Max>& a)
{
    static_assert(Max <= To);
    residues<To> out;
    for (std::size_t i = 0; i < digit_count; ++i)
        out.digits[i] = a.digits[i];
    return out;
}

template <std::uint64_t A, std::uint64_t B>
TLS_LANES_INLINE residues<A + B> operator+(const residues<A>& a, const residues<B>& b)
{
    static_assert(A + B >= A);
    residues<A + B> out;
    for (std::size_t i = 0; i < digit_count; ++i)
        out.digits[i] = _mm256_add_epi64(a.digits[i], b.digits[i]);
    return out;
}

/// a + b in the lanes with a bit in Lanes; a in the others.
template <__mmask8 Lanes, std::uint64_t A, std::uint64_t B>
TLS_LANES_INLINE residues<A + B> add_in(const residues<A>& a, const residues<B>& b)
{
    residues<A + B> out;
    for (std::size_t i = 0; i < digit_count; ++i)
        out.digits[i] = _mm256_mask_add_epi64(a.digits[i], Lanes, a.digits[i], b.digits[i]);
    return out;
}

/// a - b in the lanes with a bit in Lanes; a + b in the others.
template <__mmask8 Lanes, std::uint64_t A, std::uint64_t B>
TLS_LANES_INLINE auto add_or_subtract(const residues<A>& a, const residues<B>& b)
{
    constexpr std::uint64_t multiple = 2;
    static_assert(B <= modulus_digit<multiple>(0));
    residues<A + multiple * digit_mask> out;
    for (std::size_t i = 0; i < digit_count; ++i) {
        const vector positive = _mm256_add_epi64(a.digits[i], all(modulus_digit<multiple>(i)));
        out.digits[i] = _mm256_mask_sub_epi64(_mm256_add_epi64(a.digits[i], b.digits[i]), Lanes, positive, b.digits[i]);
    }
    return out;
}

/// a - b in the lanes with a bit in Lanes; a in the others.
template <__mmask8 Lanes, std::uint64_t A, std::uint64_t B>
TLS_LANES_INLINE auto subtract_in(const residues<A>& a, const residues<B>& b)
{
    constexpr std::uint64_t multiple = 2;
    static_assert(B <= modulus_digit<multiple>(0));
    residues<A + multiple * digit_mask> out;
    for (std::size_t i = 0; i < digit_count; ++i) {
        const vector positive = _mm256_add_epi64(a.digits[i], all(modulus_digit<multiple>(i)));
        out.digits[i] = _mm256_mask_sub_epi64(a.digits[i], Lanes, positive, b.digits[i]);
    }
    return out;
}

/// Lane i of the result is lane First, Second, ... of `a`.
template <int First, int Second, int Third, int Fourth, std::uint64_t Max>
TLS_LANES_INLINE residues<Max> permuted(const residues<Max>& a)
{
    residues<Max> out;
    for (std::size_t i = 0; i < digit_count; ++i)
        out.digits[i] = _mm256_permute4x64_epi64(a.digits[i], First | Second << 2 | Third << 4 | Fourth << 6);
    return out;
}

/// The same for secret lane numbers.
template <std::uint64_t Max>
TLS_LANES_INLINE residues<Max> permuted(const residues<Max>& a, vector lanes)
{
    residues<Max> out;
    for (std::size_t i = 0; i < digit_count; ++i)
        out.digits[i] = _mm256_permutexvar_epi64(lanes, a.digits[i]);
    return out;
}

/// `b` in the lanes with a bit in Lanes; `a` in the others.
template <__mmask8 Lanes, std::uint64_t A, std::uint64_t B>
TLS_LANES_INLINE auto blended(const residues<A>& a, const residues<B>& b)
{
    residues<(A > B ? A : B)> out;
    for (std::size_t i = 0; i < digit_count; ++i)
        out.digits[i] = _mm256_mask_blend_epi64(Lanes, a.digits[i], b.digits[i]);
    return out;
}

namespace detail {

TLS_LANES_INLINE vector times_19(vector a)
{
    return _mm256_add_epi64(_mm256_add_epi64(_mm256_slli_epi64(a, 4), _mm256_slli_epi64(a, 1)), a);
}

/// All digits give up their bits from 2^51 up at once.
TLS_LANES_INLINE void carry(vector (&out)[digit_count], const vector (&sums)[digit_count])
{
    const vector mask = all(digit_mask);
    vector high[digit_count];
    for (std::size_t i = 0; i < digit_count; ++i)
        high[i] = _mm256_srli_epi64(sums[i], digit_bits);
    out[0] = _mm256_add_epi64(_mm256_and_si256(sums[0], mask), times_19(high[4]));
    for (std::size_t i = 1; i < digit_count; ++i)
        out[i] = _mm256_add_epi64(_mm256_and_si256(sums[i], mask), high[i - 1]);
}

} // namespace detail

/// The same residues with smaller digits.
template <std::uint64_t Max>
TLS_LANES_INLINE product carried(const residues<Max>& a)
{
    static_assert(detail::carried_max(Max) <= product_max);
    product out;
    detail::carry(out.digits, a.digits);
    return out;
}

/// Returns the products of lanes with equal numbers.
template <std::uint64_t A, std::uint64_t B>
TLS_LANES_INLINE product operator*(const residues<A>& a, const residues<B>& b)
{
    static_assert(A < factor_end && B < factor_end);
    // The low halves of 2^(51 * i) * 2^(51 * j) belong to digit i + j. The high halves have the weight 2^52: they
    // belong to the next digit, twice.
    vector low[2 * digit_count], high[2 * digit_count];
    for (std::size_t i = 0; i < 2 * digit_count; ++i)
        low[i] = high[i] = _mm256_setzero_si256();
    for (std::size_t i = 0; i < digit_count; ++i)
        for (std::size_t j = 0; j < digit_count; ++j) {
            low[i + j] = _mm256_madd52lo_epu64(low[i + j], a.digits[i], b.digits[j]);
            high[i + j + 1] = _mm256_madd52hi_epu64(high[i + j + 1], a.digits[i], b.digits[j]);
        }
    vector sums[digit_count];
    for (std::size_t i = 0; i < digit_count; ++i) {
        const vector lower = _mm256_add_epi64(low[i], _mm256_add_epi64(high[i], high[i]));
        const vector upper =
            _mm256_add_epi64(low[i + digit_count], _mm256_add_epi64(high[i + digit_count], high[i + digit_count]));
        sums[i] = _mm256_add_epi64(lower, detail::times_19(upper));
    }
    product out;
    detail::carry(out.digits, sums);
    return out;
}

/// Returns the squares: of two equal products of digits it computes one, and doubles the sum.
template <std::uint64_t A>
TLS_LANES_INLINE product square(const residues<A>& a)
{
    static_assert(A < factor_end);
    vector low[2 * digit_count], high[2 * digit_count];
    for (std::size_t i = 0; i < 2 * digit_count; ++i)
        low[i] = high[i] = _mm256_setzero_si256();
    for (std::size_t i = 0; i < digit_count; ++i)
        for (std::size_t j = i + 1; j < digit_count; ++j) {
            low[i + j] = _mm256_madd52lo_epu64(low[i + j], a.digits[i], a.digits[j]);
            high[i + j + 1] = _mm256_madd52hi_epu64(high[i + j + 1], a.digits[i], a.digits[j]);
        }
    for (std::size_t i = 0; i < 2 * digit_count; ++i) {
        low[i] = _mm256_add_epi64(low[i], low[i]);
        high[i] = _mm256_add_epi64(high[i], high[i]);
    }
    for (std::size_t i = 0; i < digit_count; ++i) {
        low[2 * i] = _mm256_madd52lo_epu64(low[2 * i], a.digits[i], a.digits[i]);
        high[2 * i + 1] = _mm256_madd52hi_epu64(high[2 * i + 1], a.digits[i], a.digits[i]);
    }
    vector sums[digit_count];
    for (std::size_t i = 0; i < digit_count; ++i) {
        const vector lower = _mm256_add_epi64(low[i], _mm256_add_epi64(high[i], high[i]));
        const vector upper =
            _mm256_add_epi64(low[i + digit_count], _mm256_add_epi64(high[i + digit_count], high[i + digit_count]));
        sums[i] = _mm256_add_epi64(lower, detail::times_19(upper));
    }
    product out;
    detail::carry(out.digits, sums);
    return out;
}

using multiprecision::number;

/// Canonical residues in memory: digits[i][lane].
struct stored_residues {
    alignas(32) std::uint64_t digits[digit_count][lane_count];
};

/// Takes numbers below 2^255.
inline stored_residues to_stored(const number& first, const number& second, const number& third,
                                 const number& fourth) noexcept
{
    stored_residues out;
    const number* const numbers[lane_count]{&first, &second, &third, &fourth};
    for (std::size_t lane = 0; lane < lane_count; ++lane) {
        const auto element = portable::field::from(*numbers[lane]);
        for (std::size_t i = 0; i < digit_count; ++i)
            out.digits[i][lane] = element.digits[i];
    }
    return out;
}

TLS_LANES_INLINE residues<canonical_max> load(const stored_residues& from)
{
    residues<canonical_max> out;
    for (std::size_t i = 0; i < digit_count; ++i)
        out.digits[i] = _mm256_load_si256(reinterpret_cast<const __m256i*>(from.digits[i]));
    return out;
}

/// Returns the residues below the modulus.
TLS_LANES inline std::array<number, lane_count> to_numbers(const product& a)
{
    stored_residues stored;
    for (std::size_t i = 0; i < digit_count; ++i)
        _mm256_store_si256(reinterpret_cast<__m256i*>(stored.digits[i]), a.digits[i]);
    std::array<number, lane_count> out;
    for (std::size_t lane = 0; lane < lane_count; ++lane) {
        portable::field_element element;
        for (std::size_t i = 0; i < digit_count; ++i)
            element.digits[i] = stored.digits[i][lane];
        out[lane] = portable::value(element);
    }
    return out;
}

} // namespace tls::curve25519::vectors

#endif
