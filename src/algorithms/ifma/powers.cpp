#include "algorithms/ifma/powers.hpp"

#include "algorithms/ifma/multiply.hpp"
#include "algorithms/ifma/registers.hpp"

#include <stdexcept>

namespace tls::ifma {

#ifdef TLS_IFMA_EMULATED
void clear_registers() noexcept {}
#else
TLS_IFMA void clear_registers() noexcept
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

namespace {

using namespace detail;

constexpr std::size_t window_bits = 5;
constexpr std::size_t table_size = std::size_t{1} << window_bits;
constexpr std::size_t count = 2;

template <std::size_t Vectors>
using table = std::array<numbers<Vectors, count>, table_size>;

// Reads the whole table for any index.
template <std::size_t Vectors>
TLS_IFMA void select(numbers<Vectors, count>& out, const table<Vectors>& from,
                     const std::array<std::uint64_t, count>& indices)
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
    moduli<Vectors, count> m{};
    numbers<Vectors, count> unit{}, base{}, factor{}, result{};
    table<Vectors> powers{};

    ~workspace() { wipe(this, sizeof *this); }
};

template <std::size_t Vectors>
void raise(const std::array<const power*, count>& jobs)
{
    workspace<Vectors> w;
    for (std::size_t k = 0; k < count; ++k) {
        set_modulus(w.m, k, jobs[k]->modulus);
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

bool has_short_vectors() noexcept
{
#ifdef TLS_IFMA_EMULATED
    return true;
#else
    return __builtin_cpu_supports("avx512vl");
#endif
}

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
    if (bits > max_public_bits)
        throw std::length_error("the modulus is too large for the AVX-512 arithmetic");
    to_digits(modulus, digits_, modulus_);
    to_digits(r_squared, digits_, r_squared_);
}

void raise_both(const power& first, const power& second)
{
    auto digits = first.modulus.digits();
    if (second.modulus.digits() != digits || second.exponent.size() != first.exponent.size())
        throw std::length_error("the moduli or exponents have different sizes");
    if (digits > digits_for(max_bits))
        throw std::length_error("the modulus is too large for a secret exponent");
    if (digits <= 3 * lanes)
        return raise<3>({&first, &second});
    if (digits <= 4 * lanes)
        return raise<4>({&first, &second});
    return raise<5>({&first, &second});
}

} // namespace tls::ifma
