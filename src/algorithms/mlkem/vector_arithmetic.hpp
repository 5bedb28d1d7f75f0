// Polynomials, their encodings and Keccak with AVX2. A source that includes this defines TLS_MLKEM_TARGET as an
// attribute for at least AVX2. Only the functions with it are compiled for the instructions: code shared with the rest
// of the program, such as standard library templates, must not be.

#ifndef TLS_SRC_ALGORITHMS_MLKEM_VECTOR_ARITHMETIC_HPP
#define TLS_SRC_ALGORITHMS_MLKEM_VECTOR_ARITHMETIC_HPP

#include "algorithms/mlkem/field.hpp"
#include "algorithms/mlkem/keccak.hpp"

#include <algorithm>
#include <cstring>

#include <immintrin.h>

namespace tls::mlkem {

inline constexpr std::size_t vector_lanes = 16; ///< 16-bit numbers in a vector

/// Sixteen factors in Montgomery form, and their products with q^-1 modulo 2^16.
struct factors {
    alignas(32) std::array<std::int16_t, vector_lanes> values, by_inverse;
};

constexpr std::int16_t times_q_inverse(std::int16_t value)
{
    return static_cast<std::int16_t>(static_cast<std::uint16_t>(value * q_inverse));
}

/// The factors for every pair of vectors in the layer of the transform, or of its inverse, whose butterflies have
/// coefficients at a distance of Half: 8, 4 or 2. The order is that of vector_arithmetic::split.
template <std::size_t Half, bool IsInverse>
consteval auto near_factors()
{
    std::array<factors, degree / (2 * vector_lanes)> out{};
    constexpr auto first = degree / (2 * Half), per_pair = vector_lanes / Half;
    for (std::size_t pair = 0; pair < out.size(); ++pair)
        for (std::size_t lane = 0; lane < vector_lanes; ++lane) {
            const auto block = pair * per_pair + lane / Half;
            const auto zeta = zetas[IsInverse ? 2 * first - 1 - block : first + block];
            out[pair].values[lane] = zeta;
            out[pair].by_inverse[lane] = times_q_inverse(zeta);
        }
    return out;
}

template <std::size_t Half, bool IsInverse>
inline constexpr auto near_factors_of = near_factors<Half, IsInverse>();

/// The direct_factors by vectors.
inline constexpr auto direct_vectors = [] {
    std::array<factors, degree / vector_lanes> out{};
    for (std::size_t i = 0; i < degree; ++i) {
        out[i / vector_lanes].values[i % vector_lanes] = direct_factors[i];
        out[i / vector_lanes].by_inverse[i % vector_lanes] = times_q_inverse(direct_factors[i]);
    }
    return out;
}();

/// For each bit mask of eight 16-bit numbers, the shuffle that moves the selected ones to the front.
inline constexpr auto selecting_shuffles = [] {
    std::array<std::array<std::uint8_t, 16>, 256> out{};
    for (unsigned mask = 0; mask < out.size(); ++mask) {
        std::size_t next = 0;
        for (unsigned lane = 0; lane < 8; ++lane)
            if ((mask >> lane & 1U) != 0) {
                out[mask][next++] = static_cast<std::uint8_t>(2 * lane);
                out[mask][next++] = static_cast<std::uint8_t>(2 * lane + 1);
            }
    }
    return out;
}();

/// The functions of portable_arithmetic, which describes them. `Words` has Keccak's operations on vectors of four
/// words.
template <class Words>
struct vector_arithmetic {
    using v = __m256i;

    TLS_MLKEM_TARGET static void permute(std::uint64_t* state) { keccak<single_words<Words>>::permute(state); }

    TLS_MLKEM_TARGET static void permute_four(std::uint64_t* states)
    {
        v words[keccak_lanes];
        for (std::size_t i = 0; i < keccak_lanes; ++i)
            words[i] = load(states + 4 * i);
        keccak<Words>::permute(words);
        for (std::size_t i = 0; i < keccak_lanes; ++i)
            store(states + 4 * i, words[i]);
    }

    TLS_MLKEM_TARGET static void transform(polynomial& f)
    {
        auto* c = f.coefficients.data();
        // A butterfly adds less than q to the magnitude: after seven layers it is below 8q < 2^15.
        far_layer<128>(c);
        far_layer<64>(c);
        far_layer<32>(c);
        far_layer<16>(c);
        for (std::size_t pair = 0; pair < degree / (2 * vector_lanes); ++pair, c += 2 * vector_lanes) {
            v a = load(c), b = load(c + vector_lanes);
            split<8>(a, b);
            butterfly(a, b, near_factors_of<8, false>[pair]);
            split<4>(a, b);
            butterfly(a, b, near_factors_of<4, false>[pair]);
            split<2>(a, b);
            butterfly(a, b, near_factors_of<2, false>[pair]);
            split<2>(a, b);
            split<4>(a, b);
            split<8>(a, b);
            store(c, canonical(a));
            store(c + vector_lanes, canonical(b));
        }
    }

    TLS_MLKEM_TARGET static void transform_back(polynomial& f)
    {
        auto* c = f.coefficients.data();
        // A butterfly doubles the magnitude of sums and differences: three layers bring it from q to 8q < 2^15.
        for (std::size_t pair = 0; pair < degree / (2 * vector_lanes); ++pair, c += 2 * vector_lanes) {
            v a = load(c), b = load(c + vector_lanes);
            split<8>(a, b);
            split<4>(a, b);
            split<2>(a, b);
            butterfly_back(a, b, near_factors_of<2, true>[pair]);
            split<2>(a, b);
            butterfly_back(a, b, near_factors_of<4, true>[pair]);
            split<4>(a, b);
            butterfly_back(a, b, near_factors_of<8, true>[pair]);
            a = reduced(a);
            split<8>(a, b);
            store(c, a);
            store(c + vector_lanes, b);
        }
        c = f.coefficients.data();
        far_layer_back<16>(c);
        far_layer_back<32>(c);
        far_layer_back<64>(c);
        for (std::size_t i = 0; i < degree; i += vector_lanes)
            store(c + i, reduced(load(c + i)));
        far_layer_back<128>(c);
        const auto scale = all(inverse_of_128), scale_by_inverse = all(times_q_inverse(inverse_of_128));
        for (std::size_t i = 0; i < degree; i += vector_lanes)
            store(c + i, product(load(c + i), scale, scale_by_inverse));
    }

    TLS_MLKEM_TARGET static void prepare(multiplier& out, const polynomial& f)
    {
        for (std::size_t i = 0; i < degree; i += vector_lanes) {
            const auto x = load(&f.coefficients[i]);
            const auto& by = direct_vectors[i / vector_lanes];
            store(&out.direct[i], product(x, load(by.values.data()), load(by.by_inverse.data())));
            const auto in_order = product(x, all(r_squared), all(times_q_inverse(r_squared)));
            store(&out.swapped[i], _mm256_or_si256(_mm256_slli_epi32(in_order, 16), _mm256_srli_epi32(in_order, 16)));
        }
    }

    TLS_MLKEM_TARGET static void multiply(polynomial& out, const polynomial* f, const multiplier* g, std::size_t count)
    {
        for (std::size_t i = 0; i < degree; i += vector_lanes) {
            auto even = _mm256_setzero_si256(), odd = even;
            for (std::size_t n = 0; n < count; ++n) {
                const auto x = load(&f[n].coefficients[i]);
                even = _mm256_add_epi32(even, _mm256_madd_epi16(x, load(&g[n].direct[i])));
                odd = _mm256_add_epi32(odd, _mm256_madd_epi16(x, load(&g[n].swapped[i])));
            }
            // The 32-bit sums alternate in the result. Each is reduced from its low and its high half.
            const auto low = _mm256_blend_epi16(even, _mm256_slli_epi32(odd, 16), 0xaa);
            const auto high = _mm256_blend_epi16(_mm256_srli_epi32(even, 16), odd, 0xaa);
            const auto factor = _mm256_mullo_epi16(low, all(q_inverse));
            store(&out.coefficients[i], _mm256_sub_epi16(high, _mm256_mulhi_epi16(factor, all(q))));
        }
    }

    TLS_MLKEM_TARGET static void add(polynomial& f, const polynomial& g)
    {
        for (std::size_t i = 0; i < degree; i += vector_lanes)
            store(&f.coefficients[i], canonical(_mm256_add_epi16(load(&f.coefficients[i]), load(&g.coefficients[i]))));
    }

    TLS_MLKEM_TARGET static void subtract_from(polynomial& f, const polynomial& g)
    {
        for (std::size_t i = 0; i < degree; i += vector_lanes)
            store(&f.coefficients[i], canonical(_mm256_sub_epi16(load(&g.coefficients[i]), load(&f.coefficients[i]))));
    }

    TLS_MLKEM_TARGET static void sample_noise(polynomial& out, const std::uint8_t* from)
    {
        auto* c = out.coefficients.data();
        const auto ones = _mm256_set1_epi8(0x55), twos = _mm256_set1_epi8(0x33), fours = _mm256_set1_epi8(0x0f);
        const auto three = _mm256_set1_epi8(3);
        for (std::size_t i = 0; i < 4; ++i, c += 64) {
            const auto bits = load(from + 32 * i);
            const auto sums =
                _mm256_add_epi8(_mm256_and_si256(bits, ones), _mm256_and_si256(_mm256_srli_epi16(bits, 1), ones));
            // Each nibble becomes the difference of its two sums, plus 3.
            const auto differences = _mm256_sub_epi8(_mm256_add_epi8(_mm256_and_si256(sums, twos), twos),
                                                     _mm256_and_si256(_mm256_srli_epi16(sums, 2), twos));
            const auto even = _mm256_sub_epi8(_mm256_and_si256(differences, fours), three);
            const auto odd = _mm256_sub_epi8(_mm256_and_si256(_mm256_srli_epi16(differences, 4), fours), three);
            const auto first = _mm256_unpacklo_epi8(even, odd), second = _mm256_unpackhi_epi8(even, odd);
            store(c, _mm256_cvtepi8_epi16(_mm256_castsi256_si128(first)));
            store(c + 16, _mm256_cvtepi8_epi16(_mm256_castsi256_si128(second)));
            store(c + 32, _mm256_cvtepi8_epi16(_mm256_extracti128_si256(first, 1)));
            store(c + 48, _mm256_cvtepi8_epi16(_mm256_extracti128_si256(second, 1)));
        }
    }

    /// `size` is a multiple of 24. Reads up to four bytes beyond it.
    TLS_MLKEM_TARGET static std::size_t accept_uniform(polynomial& out, std::size_t count, const std::uint8_t* from,
                                                       std::size_t size)
    {
        const auto pairs =
            _mm256_broadcastsi128_si256(_mm_setr_epi8(0, 1, 1, 2, 3, 4, 4, 5, 6, 7, 7, 8, 9, 10, 10, 11));
        for (const auto* end = from + size; from != end && count < degree; from += 24) {
            const auto raw = _mm256_inserti128_si256(_mm256_castsi128_si256(load_half(from)), load_half(from + 12), 1);
            const auto words = _mm256_shuffle_epi8(raw, pairs);
            const auto numbers =
                _mm256_blend_epi16(_mm256_and_si256(words, all(0x0fff)), _mm256_srli_epi16(words, 4), 0xaa);
            const auto is_below = _mm256_cmpgt_epi16(all(q), numbers);
            const auto mask = static_cast<unsigned>(_mm_movemask_epi8(
                _mm_packs_epi16(_mm256_castsi256_si128(is_below), _mm256_extracti128_si256(is_below, 1))));
            std::int16_t accepted[vector_lanes];
            const auto first = static_cast<std::size_t>(_mm_popcnt_u32(mask & 0xff));
            const auto found = static_cast<std::size_t>(_mm_popcnt_u32(mask));
            const bool has_room = count <= degree - vector_lanes;
            auto* to = has_room ? &out.coefficients[count] : accepted;
            store_half(to, selected(_mm256_castsi256_si128(numbers), mask & 0xff));
            store_half(to + first, selected(_mm256_extracti128_si256(numbers, 1), mask >> 8));
            const auto taken = std::min(found, degree - count);
            if (!has_room)
                std::memcpy(&out.coefficients[count], accepted, 2 * taken);
            count += taken;
        }
        return count;
    }

    template <unsigned Bits>
    TLS_MLKEM_TARGET static void encode(std::uint8_t* out, const polynomial& f)
    {
        const auto merge_16 = _mm256_set1_epi32((1 << (16 + Bits)) + 1);
        for (std::size_t i = 0; i < degree; i += vector_lanes) {
            const auto numbers = compressed<Bits>(load(&f.coefficients[i]));
            const auto twos = _mm256_madd_epi16(numbers, merge_16);
            const auto fours = _mm256_or_si256(_mm256_srli_epi64(_mm256_slli_epi64(twos, 32), 32),
                                               _mm256_slli_epi64(_mm256_srli_epi64(twos, 32), 2 * Bits));
            alignas(32) std::uint64_t words[4]; // 4 * Bits bits each
            store(words, fours);
            out = put_eight<Bits>(out, words[0], words[1]);
            out = put_eight<Bits>(out, words[2], words[3]);
        }
    }

    template <unsigned Bits>
    TLS_MLKEM_TARGET static void decode(polynomial& f, const std::uint8_t* from)
    {
        const auto low_32 = _mm256_set1_epi64x((std::int64_t{1} << 2 * Bits) - 1);
        const auto low_16 = _mm256_set1_epi32((1 << Bits) - 1);
        for (std::size_t i = 0; i < degree; i += vector_lanes, from += 2 * Bits) {
            // In registers: a load of words just stored would have to wait.
            const auto first = get_eight<Bits>(from), second = get_eight<Bits>(from + Bits);
            const auto fours = _mm256_inserti128_si256(_mm256_castsi128_si256(first), second, 1);
            const auto twos = _mm256_or_si256(_mm256_and_si256(fours, low_32),
                                              _mm256_slli_epi64(_mm256_srli_epi64(fours, 2 * Bits), 32));
            const auto ones =
                _mm256_or_si256(_mm256_and_si256(twos, low_16), _mm256_slli_epi32(_mm256_srli_epi32(twos, Bits), 16));
            store(&f.coefficients[i], decompressed<Bits>(ones));
        }
    }

    TLS_MLKEM_TARGET static bool is_canonical(const polynomial& f)
    {
        auto above = _mm256_setzero_si256();
        for (std::size_t i = 0; i < degree; i += vector_lanes)
            above = _mm256_or_si256(above, _mm256_cmpgt_epi16(load(&f.coefficients[i]), all(q - 1)));
        return _mm256_testz_si256(above, above) != 0;
    }

private:
    TLS_MLKEM_INLINE static v load(const void* from) { return _mm256_loadu_si256(static_cast<const v*>(from)); }

    TLS_MLKEM_INLINE static __m128i load_half(const void* from)
    {
        return _mm_loadu_si128(static_cast<const __m128i*>(from));
    }

    TLS_MLKEM_INLINE static void store(void* to, v vector) { _mm256_storeu_si256(static_cast<v*>(to), vector); }

    TLS_MLKEM_INLINE static void store_half(void* to, __m128i vector)
    {
        _mm_storeu_si128(static_cast<__m128i*>(to), vector);
    }

    TLS_MLKEM_INLINE static v all(int number) { return _mm256_set1_epi16(static_cast<std::int16_t>(number)); }

    /// Exchanges the second parts of every 2 * Parts numbers of `a` with the first ones of `b`, in parts of Half
    /// numbers: afterwards `a` has the first and `b` the second coefficients of butterflies at this distance. For a
    /// smaller distance the vectors must be split by the greater ones before. Its own inverse.
    template <std::size_t Half>
    TLS_MLKEM_INLINE static void split(v& a, v& b)
    {
        const auto x = a;
        if constexpr (Half == 8) {
            a = _mm256_permute2x128_si256(x, b, 0x20);
            b = _mm256_permute2x128_si256(x, b, 0x31);
        } else if constexpr (Half == 4) {
            a = _mm256_unpacklo_epi64(x, b);
            b = _mm256_unpackhi_epi64(x, b);
        } else {
            a = _mm256_blend_epi32(x, _mm256_slli_epi64(b, 32), 0xaa);
            b = _mm256_blend_epi32(_mm256_srli_epi64(x, 32), b, 0xaa);
        }
    }

    /// Returns factor * x / 2^16 mod q, below q in magnitude, for any x.
    TLS_MLKEM_INLINE static v product(v x, v factor, v factor_by_inverse)
    {
        const auto low = _mm256_mullo_epi16(x, factor_by_inverse);
        return _mm256_sub_epi16(_mm256_mulhi_epi16(x, factor), _mm256_mulhi_epi16(low, all(q)));
    }

    /// Returns congruent numbers from 0 to q.
    TLS_MLKEM_INLINE static v reduced(v x)
    {
        const auto quotient = _mm256_srai_epi16(_mm256_mulhi_epi16(x, all(barrett)), 10);
        return _mm256_sub_epi16(x, _mm256_mullo_epi16(quotient, all(q)));
    }

    /// Returns the numbers from 0 to q - 1. A difference below zero is a great unsigned number.
    TLS_MLKEM_INLINE static v canonical(v x)
    {
        const auto rest = reduced(x);
        return _mm256_min_epu16(rest, _mm256_sub_epi16(rest, all(q)));
    }

    TLS_MLKEM_INLINE static void butterfly(v& a, v& b, v zeta, v zeta_by_inverse)
    {
        const auto t = product(b, zeta, zeta_by_inverse);
        b = _mm256_sub_epi16(a, t);
        a = _mm256_add_epi16(a, t);
    }

    TLS_MLKEM_INLINE static void butterfly(v& a, v& b, const factors& by)
    {
        butterfly(a, b, load(by.values.data()), load(by.by_inverse.data()));
    }

    TLS_MLKEM_INLINE static void butterfly_back(v& a, v& b, v zeta, v zeta_by_inverse)
    {
        const auto difference = _mm256_sub_epi16(b, a);
        a = _mm256_add_epi16(a, b);
        b = product(difference, zeta, zeta_by_inverse);
    }

    TLS_MLKEM_INLINE static void butterfly_back(v& a, v& b, const factors& by)
    {
        butterfly_back(a, b, load(by.values.data()), load(by.by_inverse.data()));
    }

    /// A layer whose butterflies have coefficients in different vectors.
    template <std::size_t Half>
    TLS_MLKEM_INLINE static void far_layer(std::int16_t* c)
    {
        for (std::size_t block = 0; block < degree / (2 * Half); ++block, c += 2 * Half) {
            const auto zeta = zetas[degree / (2 * Half) + block];
            for (std::size_t i = 0; i < Half; i += vector_lanes) {
                v a = load(c + i), b = load(c + i + Half);
                butterfly(a, b, all(zeta), all(times_q_inverse(zeta)));
                store(c + i, a);
                store(c + i + Half, b);
            }
        }
    }

    template <std::size_t Half>
    TLS_MLKEM_INLINE static void far_layer_back(std::int16_t* c)
    {
        for (std::size_t block = 0; block < degree / (2 * Half); ++block, c += 2 * Half) {
            const auto zeta = zetas[degree / Half - 1 - block];
            for (std::size_t i = 0; i < Half; i += vector_lanes) {
                v a = load(c + i), b = load(c + i + Half);
                butterfly_back(a, b, all(zeta), all(times_q_inverse(zeta)));
                store(c + i, a);
                store(c + i + Half, b);
            }
        }
    }

    TLS_MLKEM_INLINE static __m128i selected(__m128i numbers, unsigned mask)
    {
        return _mm_shuffle_epi8(numbers, load_half(&selecting_shuffles[mask]));
    }

    template <unsigned Bits>
    TLS_MLKEM_INLINE static v compressed(v x)
    {
        if constexpr (Bits == 12) {
            return x;
        } else {
            // A quotient in fixed point, with 15 - Bits bits after the point: 40317 = round(2^15 * 2^12 / q). It is
            // right or off by one, which the remainder tells.
            const auto quotient = _mm256_mulhi_epu16(_mm256_slli_epi16(x, 4), all(static_cast<std::int16_t>(40317)));
            const auto rounded = _mm256_srli_epi16(_mm256_add_epi16(quotient, all(1 << (14 - Bits))), 15 - Bits);
            const auto remainder = _mm256_sub_epi16(_mm256_slli_epi16(x, Bits), _mm256_mullo_epi16(rounded, all(q)));
            const auto is_low = _mm256_cmpgt_epi16(remainder, all(q / 2));
            const auto is_high = _mm256_cmpgt_epi16(all(-(q / 2)), remainder);
            return _mm256_and_si256(_mm256_add_epi16(_mm256_sub_epi16(rounded, is_low), is_high), all((1 << Bits) - 1));
        }
    }

    template <unsigned Bits>
    TLS_MLKEM_INLINE static v decompressed(v x)
    {
        if constexpr (Bits == 12)
            return x;
        else
            return _mm256_mulhrs_epi16(_mm256_slli_epi16(x, 15 - Bits), all(q));
    }

    /// Writes two words of 4 * Bits bits. Returns the end.
    template <unsigned Bits>
    static std::uint8_t* put_eight(std::uint8_t* out, std::uint64_t first, std::uint64_t second)
    {
        const std::uint64_t both[]{first | second << (4 * Bits), second >> (64 - 4 * Bits)};
        std::memcpy(out, both, Bits);
        return out + Bits;
    }

    /// Reads two words of 4 * Bits bits.
    template <unsigned Bits>
    TLS_MLKEM_INLINE static __m128i get_eight(const std::uint8_t* from)
    {
        constexpr auto mask = (std::uint64_t{1} << (4 * Bits)) - 1;
        std::uint64_t low = 0, high = 0;
        if constexpr (Bits <= 8) {
            std::memcpy(&low, from, Bits);
            high = low >> (4 * Bits);
        } else {
            std::memcpy(&low, from, 8);
            std::memcpy(&high, from + Bits - 8, 8); // ends where the words end
            high >>= 64 - 4 * Bits;
        }
        return _mm_set_epi64x(static_cast<long long>(high), static_cast<long long>(low & mask));
    }
};

/// Keccak's operations on vectors with AVX2.
template <class Source>
struct avx2_words {
    using word = __m256i;

    TLS_MLKEM_INLINE static word all(std::uint64_t a) { return _mm256_set1_epi64x(static_cast<long long>(a)); }
    TLS_MLKEM_INLINE static word sum(word a, word b) { return _mm256_xor_si256(a, b); }
    TLS_MLKEM_INLINE static word sum(word a, word b, word c) { return sum(sum(a, b), c); }
    TLS_MLKEM_INLINE static word chi(word a, word b, word c) { return sum(a, _mm256_andnot_si256(b, c)); }

    template <unsigned Bits>
    TLS_MLKEM_INLINE static word rotated(word a)
    {
        if constexpr (Bits == 0)
            return a;
        else
            return _mm256_or_si256(_mm256_slli_epi64(a, Bits), _mm256_srli_epi64(a, 64 - Bits));
    }
};

} // namespace tls::mlkem

#endif
