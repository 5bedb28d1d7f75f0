// Montgomery multiplication with AVX-512 52-bit multiplication (IFMA), in constant time.

#ifndef TLS_SRC_ALGORITHMS_IFMA_MULTIPLY_HPP
#define TLS_SRC_ALGORITHMS_IFMA_MULTIPLY_HPP

#include "algorithms/ifma/powers.hpp"

#include <array>
#include <type_traits>

#include <immintrin.h>

// Only the functions that use the instructions are compiled for them. Code shared with the rest of the program, such as
// standard library templates, must not be. The constant-time test has an <immintrin.h> of its own, without AVX-512.
#ifdef TLS_IFMA_EMULATED
#define TLS_IFMA
#else
#define TLS_IFMA __attribute__((target("avx512f,avx512ifma")))
#endif

namespace tls::ifma {

struct access {
    static const auto& modulus(const montgomery& m) { return m.modulus_; }
    static const auto& r_squared(const montgomery& m) { return m.r_squared_; }
    static std::uint64_t inverse(const montgomery& m) { return m.inverse_; }
};

namespace detail {

__extension__ using uint128 = unsigned __int128;

using vector = __m512i;

inline constexpr std::size_t lanes = 8;
inline constexpr std::size_t digit_bits = 52;
inline constexpr std::uint64_t digit_mask = (std::uint64_t{1} << digit_bits) - 1;
inline constexpr std::size_t limb_bits = 64;

/// 52-bit digits in 64-bit lanes, least significant first.
template <std::size_t Vectors>
struct number {
    alignas(64) std::array<std::uint64_t, Vectors * lanes> digits{};
};

/// Numbers that are processed at once, to hide instruction latency.
template <std::size_t Vectors, std::size_t Count>
using numbers = std::array<number<Vectors>, Count>;

template <std::size_t Vectors, std::size_t Count>
struct moduli {
    numbers<Vectors, Count> value, r_squared;
    std::array<std::uint64_t, Count> inverse;
    std::size_t digits;
};

/// Returns the 52 bits of a number from bit 52 * index.
inline std::uint64_t digit_of(limb_view number, std::size_t index)
{
    auto bit = index * digit_bits;
    auto limb = bit / limb_bits, offset = bit % limb_bits;
    std::uint64_t digit = limb < number.size() ? number[limb] >> offset : 0;
    if (offset > limb_bits - digit_bits && limb + 1 < number.size())
        digit |= number[limb + 1] << (limb_bits - offset);
    return digit & digit_mask;
}

template <class Digits>
void to_digits(limb_view number, std::size_t size, Digits& out)
{
    for (std::size_t i = 0; i < size; ++i)
        out[i] = digit_of(number, i);
}

template <class Digits>
void to_limbs(const Digits& digits, std::size_t size, limb_span out)
{
    for (auto& limb : out)
        limb = 0;
    for (std::size_t i = 0; i < size; ++i) {
        auto bit = i * digit_bits;
        auto limb = bit / limb_bits, offset = bit % limb_bits;
        if (limb < out.size())
            out[limb] |= digits[i] << offset;
        if (offset > limb_bits - digit_bits && limb + 1 < out.size())
            out[limb + 1] |= digits[i] >> (limb_bits - offset);
    }
}

/// A bit for each lane of a number.
template <std::size_t Vectors>
using lane_mask = std::conditional_t<(Vectors * lanes <= 64), std::uint64_t, uint128>;

/// Reduces every lane to 52 bits.
template <std::size_t Vectors>
TLS_IFMA inline void store_normalized(vector (&lanes_of)[Vectors], number<Vectors>& out)
{
    const vector mask = _mm512_set1_epi64(static_cast<long long>(digit_mask));
    // Bits above 52 move one lane up; after that a lane exceeds 52 bits by at most one bit.
    vector below = _mm512_setzero_si512();
    lane_mask<Vectors> generates = 0, propagates = 0;
    for (std::size_t v = 0; v < Vectors; ++v) {
        vector high = _mm512_srli_epi64(lanes_of[v], digit_bits);
        vector moved = _mm512_alignr_epi64(high, below, lanes - 1);
        below = high;
        lanes_of[v] = _mm512_add_epi64(_mm512_and_si512(lanes_of[v], mask), moved);
        generates |= static_cast<lane_mask<Vectors>>(_mm512_cmpgt_epu64_mask(lanes_of[v], mask)) << (lanes * v);
        propagates |= static_cast<lane_mask<Vectors>>(_mm512_cmpeq_epu64_mask(lanes_of[v], mask)) << (lanes * v);
    }
    // The integer addition carries through lanes of all ones, as an addition of the digits would.
    const lane_mask<Vectors> carries = ((generates << 1) + propagates) ^ propagates;
    const vector one = _mm512_set1_epi64(1);
    for (std::size_t v = 0; v < Vectors; ++v) {
        auto increments = static_cast<__mmask8>(carries >> (lanes * v));
        vector digits = _mm512_mask_add_epi64(lanes_of[v], increments, lanes_of[v], one);
        _mm512_store_si512(&out.digits[v * lanes], _mm512_and_si512(digits, mask));
    }
}

/// out = a * b / 2^(52 * digits) modulo the modulus, for each pair. If the factors are below twice the modulus, so is
/// the product, because 2^(52 * digits) is at least four times the modulus. No subtraction is needed. `out` may be a
/// factor.
template <std::size_t Vectors, std::size_t Count>
TLS_IFMA void multiply(numbers<Vectors, Count>& out, const numbers<Vectors, Count>& a, const numbers<Vectors, Count>& b,
                       const moduli<Vectors, Count>& m)
{
    // A lane receives four products' halves and a carry of at most 12 bits for each digit.
    static_assert(Vectors * lanes < (std::size_t{1} << (64 - digit_bits - 3)));
    const vector zero = _mm512_setzero_si512();
    vector sum[Count][Vectors], factor[Count][Vectors], n[Count][Vectors], inverse[Count];
    for (std::size_t k = 0; k < Count; ++k) {
        const vector first = _mm512_set1_epi64(static_cast<long long>(b[k].digits[0]));
        inverse[k] = _mm512_set1_epi64(static_cast<long long>(m.inverse[k]));
        for (std::size_t v = 0; v < Vectors; ++v) {
            factor[k][v] = _mm512_load_si512(&a[k].digits[v * lanes]);
            n[k][v] = _mm512_load_si512(&m.value[k].digits[v * lanes]);
            sum[k][v] = _mm512_madd52lo_epu64(zero, factor[k][v], first);
        }
    }
    for (std::size_t i = 0; i < m.digits; ++i) {
        for (std::size_t k = 0; k < Count; ++k) {
            // The multiple of the modulus that clears the lowest digit. Everything depends on it.
            const vector lowest = _mm512_broadcastq_epi64(_mm512_castsi512_si128(sum[k][0]));
            const vector q = _mm512_madd52lo_epu64(zero, lowest, inverse[k]);
            // Meanwhile, add the other parts of this digit and the next: the high halves of products belong one lane
            // up, where they are after the sum has been shifted down.
            const auto following = i + 1 < m.digits ? b[k].digits[i + 1] : 0;
            const vector digit = _mm512_set1_epi64(static_cast<long long>(b[k].digits[i]));
            const vector next_digit = _mm512_set1_epi64(static_cast<long long>(following));
            vector more[Vectors];
            for (std::size_t v = 0; v < Vectors; ++v) {
                more[v] = _mm512_madd52hi_epu64(zero, factor[k][v], digit);
                more[v] = _mm512_madd52lo_epu64(more[v], factor[k][v], next_digit);
            }
            for (std::size_t v = 0; v < Vectors; ++v) {
                sum[k][v] = _mm512_madd52lo_epu64(sum[k][v], n[k][v], q);
                more[v] = _mm512_madd52hi_epu64(more[v], n[k][v], q);
            }
            // The lowest digit drops out; the bits of its lane above 52 go to the next lane.
            more[0] = _mm512_add_epi64(more[0], _mm512_maskz_srli_epi64(1, sum[k][0], digit_bits));
            for (std::size_t v = 0; v < Vectors; ++v) {
                const vector above = v + 1 < Vectors ? sum[k][v + 1] : zero;
                sum[k][v] = _mm512_add_epi64(_mm512_alignr_epi64(above, sum[k][v], 1), more[v]);
            }
        }
    }
    for (std::size_t k = 0; k < Count; ++k)
        store_normalized(sum[k], out[k]);
}

/// Fills in the k-th modulus. All have the same number of digits.
template <std::size_t Vectors, std::size_t Count>
void set_modulus(moduli<Vectors, Count>& m, std::size_t k, const montgomery& modulus)
{
    m.digits = modulus.digits();
    for (std::size_t i = 0; i < m.digits; ++i) {
        m.value[k].digits[i] = access::modulus(modulus)[i];
        m.r_squared[k].digits[i] = access::r_squared(modulus)[i];
    }
    m.inverse[k] = access::inverse(modulus);
}

/// The functions above spill registers to the stack and leave secrets there and in the registers.
[[gnu::noinline]] inline void wipe_stack() noexcept
{
    std::array<std::uint8_t, 4096> below;
    wipe(below.data(), below.size());
}

} // namespace detail

} // namespace tls::ifma

#endif
