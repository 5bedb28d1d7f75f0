#include "algorithms/ifma/powers.hpp"

#include <array>
#include <stdexcept>

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

namespace {

using vector = __m512i;

constexpr std::size_t lanes = 8;
constexpr std::size_t digit_bits = 52;
constexpr std::uint64_t digit_mask = (std::uint64_t{1} << digit_bits) - 1;
constexpr std::size_t limb_bits = 64;
constexpr std::size_t window_bits = 5;
constexpr std::size_t table_size = std::size_t{1} << window_bits;
constexpr std::size_t count = 2; // numbers processed at once, to hide instruction latency

// 52-bit digits in 64-bit lanes, least significant first.
template <std::size_t Vectors>
struct number {
    alignas(64) std::array<std::uint64_t, Vectors * lanes> digits{};
};

template <std::size_t Vectors>
using numbers = std::array<number<Vectors>, count>;

template <std::size_t Vectors>
struct moduli {
    numbers<Vectors> value, r_squared;
    std::array<std::uint64_t, count> inverse;
    std::size_t digits;
};

// Returns the 52 bits of a number from bit 52 * index.
std::uint64_t digit_of(limb_view number, std::size_t index)
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

// Reduces every lane to 52 bits.
template <std::size_t Vectors>
TLS_IFMA inline void store_normalized(vector (&lanes_of)[Vectors], number<Vectors>& out)
{
    const vector mask = _mm512_set1_epi64(static_cast<long long>(digit_mask));
    // Bits above 52 move one lane up; after that a lane exceeds 52 bits by at most one bit.
    vector below = _mm512_setzero_si512();
    std::uint64_t generates = 0, propagates = 0;
    for (std::size_t v = 0; v < Vectors; ++v) {
        vector high = _mm512_srli_epi64(lanes_of[v], digit_bits);
        vector moved = _mm512_alignr_epi64(high, below, lanes - 1);
        below = high;
        lanes_of[v] = _mm512_add_epi64(_mm512_and_si512(lanes_of[v], mask), moved);
        generates |= static_cast<std::uint64_t>(_mm512_cmpgt_epu64_mask(lanes_of[v], mask)) << (lanes * v);
        propagates |= static_cast<std::uint64_t>(_mm512_cmpeq_epu64_mask(lanes_of[v], mask)) << (lanes * v);
    }
    // The integer addition carries through lanes of all ones, as an addition of the digits would.
    std::uint64_t carries = ((generates << 1) + propagates) ^ propagates;
    const vector one = _mm512_set1_epi64(1);
    for (std::size_t v = 0; v < Vectors; ++v) {
        auto increments = static_cast<__mmask8>(carries >> (lanes * v));
        vector digits = _mm512_mask_add_epi64(lanes_of[v], increments, lanes_of[v], one);
        _mm512_store_si512(&out.digits[v * lanes], _mm512_and_si512(digits, mask));
    }
}

// out = a * b / 2^(52 * digits) modulo the modulus, for each pair. If the factors are below twice the modulus, so is
// the product, because 2^(52 * digits) is at least four times the modulus. No subtraction is needed.
template <std::size_t Vectors>
TLS_IFMA void multiply(numbers<Vectors>& out, const numbers<Vectors>& a, const numbers<Vectors>& b,
                       const moduli<Vectors>& m)
{
    const vector zero = _mm512_setzero_si512();
    vector sum[count][Vectors], factor[count][Vectors], n[count][Vectors], inverse[count];
    for (std::size_t k = 0; k < count; ++k) {
        const vector first = _mm512_set1_epi64(static_cast<long long>(b[k].digits[0]));
        inverse[k] = _mm512_set1_epi64(static_cast<long long>(m.inverse[k]));
        for (std::size_t v = 0; v < Vectors; ++v) {
            factor[k][v] = _mm512_load_si512(&a[k].digits[v * lanes]);
            n[k][v] = _mm512_load_si512(&m.value[k].digits[v * lanes]);
            sum[k][v] = _mm512_madd52lo_epu64(zero, factor[k][v], first);
        }
    }
    for (std::size_t i = 0; i < m.digits; ++i) {
        for (std::size_t k = 0; k < count; ++k) {
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
    for (std::size_t k = 0; k < count; ++k)
        store_normalized(sum[k], out[k]);
}

template <std::size_t Vectors>
using table = std::array<numbers<Vectors>, table_size>;

// Reads the whole table for any index.
template <std::size_t Vectors>
TLS_IFMA void select(numbers<Vectors>& out, const table<Vectors>& from, const std::array<std::uint64_t, count>& indices)
{
    for (std::size_t k = 0; k < count; ++k) {
        const vector wanted = _mm512_set1_epi64(static_cast<long long>(indices[k]));
        vector found[Vectors];
        for (std::size_t v = 0; v < Vectors; ++v)
            found[v] = _mm512_setzero_si512();
        for (std::size_t entry = 0; entry < table_size; ++entry) {
            auto is_wanted = _mm512_cmpeq_epu64_mask(wanted, _mm512_set1_epi64(static_cast<long long>(entry)));
            for (std::size_t v = 0; v < Vectors; ++v)
                found[v] = _mm512_mask_load_epi64(found[v], is_wanted, &from[entry][k].digits[v * lanes]);
        }
        for (std::size_t v = 0; v < Vectors; ++v)
            _mm512_store_si512(&out[k].digits[v * lanes], found[v]);
    }
}

std::uint64_t window_of(limb_view exponent, std::size_t index)
{
    auto bit = index * window_bits;
    auto limb = bit / limb_bits, offset = bit % limb_bits;
    std::uint64_t window = exponent[limb] >> offset;
    if (offset > limb_bits - window_bits && limb + 1 < exponent.size())
        window |= exponent[limb + 1] << (limb_bits - offset);
    return window & (table_size - 1);
}

// All secret intermediate values in one place, to be wiped.
template <std::size_t Vectors>
struct workspace {
    moduli<Vectors> m{};
    numbers<Vectors> unit{}, base{}, factor{}, result{};
    table<Vectors> powers{};

    ~workspace() { wipe(this, sizeof *this); }
};

// The functions above spill registers to the stack and leave secrets there and in the registers.
[[gnu::noinline]] void wipe_stack() noexcept
{
    std::array<std::uint8_t, 4096> below;
    wipe(below.data(), below.size());
}

#ifdef TLS_IFMA_EMULATED
void clear_registers() noexcept {}
#else
[[gnu::noinline]] TLS_IFMA void clear_registers() noexcept
{
    // vzeroall clears only the first sixteen registers.
    asm volatile("vzeroall\n\t"
                 "vpxorq %%zmm16, %%zmm16, %%zmm16\n\t"
                 "vpxorq %%zmm17, %%zmm17, %%zmm17\n\t"
                 "vpxorq %%zmm18, %%zmm18, %%zmm18\n\t"
                 "vpxorq %%zmm19, %%zmm19, %%zmm19\n\t"
                 "vpxorq %%zmm20, %%zmm20, %%zmm20\n\t"
                 "vpxorq %%zmm21, %%zmm21, %%zmm21\n\t"
                 "vpxorq %%zmm22, %%zmm22, %%zmm22\n\t"
                 "vpxorq %%zmm23, %%zmm23, %%zmm23\n\t"
                 "vpxorq %%zmm24, %%zmm24, %%zmm24\n\t"
                 "vpxorq %%zmm25, %%zmm25, %%zmm25\n\t"
                 "vpxorq %%zmm26, %%zmm26, %%zmm26\n\t"
                 "vpxorq %%zmm27, %%zmm27, %%zmm27\n\t"
                 "vpxorq %%zmm28, %%zmm28, %%zmm28\n\t"
                 "vpxorq %%zmm29, %%zmm29, %%zmm29\n\t"
                 "vpxorq %%zmm30, %%zmm30, %%zmm30\n\t"
                 "vpxorq %%zmm31, %%zmm31, %%zmm31"
                 :
                 :
                 : "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10", "xmm11",
                   "xmm12", "xmm13", "xmm14", "xmm15", "xmm16", "xmm17", "xmm18", "xmm19", "xmm20", "xmm21", "xmm22",
                   "xmm23", "xmm24", "xmm25", "xmm26", "xmm27", "xmm28", "xmm29", "xmm30", "xmm31");
}
#endif

template <std::size_t Vectors>
void raise(const std::array<const power*, count>& jobs)
{
    workspace<Vectors> w;
    w.m.digits = jobs[0]->modulus.digits();
    for (std::size_t k = 0; k < count; ++k) {
        auto& modulus = jobs[k]->modulus;
        for (std::size_t i = 0; i < w.m.digits; ++i) {
            w.m.value[k].digits[i] = access::modulus(modulus)[i];
            w.m.r_squared[k].digits[i] = access::r_squared(modulus)[i];
        }
        w.m.inverse[k] = access::inverse(modulus);
        w.unit[k].digits[0] = 1;
        to_digits(jobs[k]->base, w.m.digits, w.base[k].digits);
    }
    multiply(w.powers[0], w.unit, w.m.r_squared, w.m);
    multiply(w.powers[1], w.base, w.m.r_squared, w.m);
    for (std::size_t i = 2; i < table_size; ++i)
        multiply(w.powers[i], w.powers[i - 1], w.powers[1], w.m);

    auto exponent_bits = jobs[0]->exponent.size() * limb_bits;
    auto windows = (exponent_bits + window_bits - 1) / window_bits;
    w.result = w.powers[0];
    for (std::size_t i = windows; i-- > 0;) {
        if (i + 1 != windows)
            for (std::size_t squaring = 0; squaring < window_bits; ++squaring)
                multiply(w.result, w.result, w.result, w.m);
        select(w.factor, w.powers, {window_of(jobs[0]->exponent, i), window_of(jobs[1]->exponent, i)});
        multiply(w.result, w.result, w.factor, w.m);
    }
    multiply(w.result, w.result, w.unit, w.m);
    for (std::size_t k = 0; k < count; ++k)
        to_limbs(w.result[k].digits, w.m.digits, jobs[k]->result);
    wipe_stack();
    clear_registers();
}

// Returns the negated inverse of an odd number modulo 2^52. Each Newton step doubles the number of correct bits.
std::uint64_t negated_inverse(std::uint64_t odd)
{
    std::uint64_t inverse = odd; // three bits are correct
    for (int i = 0; i < 5; ++i)
        inverse *= 2 - odd * inverse;
    return (0 - inverse) & digit_mask;
}

} // namespace

bool is_supported() noexcept
{
#ifdef TLS_IFMA_EMULATED
    return emulation_enabled;
#else
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512ifma");
#endif
}

montgomery::montgomery(limb_view modulus, limb_view r_squared, std::size_t bits)
    : digits_(digits_for(bits)), inverse_(negated_inverse(modulus[0])), modulus_(digits_), r_squared_(digits_)
{
    if (bits > max_bits)
        throw std::length_error("the modulus is too large for the AVX-512 arithmetic");
    to_digits(modulus, digits_, modulus_);
    to_digits(r_squared, digits_, r_squared_);
}

void raise_both(const power& first, const power& second)
{
    auto digits = first.modulus.digits();
    if (second.modulus.digits() != digits || second.exponent.size() != first.exponent.size())
        throw std::length_error("the moduli or exponents have different sizes");
    if (digits <= 3 * lanes)
        return raise<3>({&first, &second});
    if (digits <= 4 * lanes)
        return raise<4>({&first, &second});
    return raise<5>({&first, &second});
}

} // namespace tls::ifma
