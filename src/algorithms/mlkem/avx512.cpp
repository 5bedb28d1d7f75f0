#include "algorithms/mlkem/cpu.hpp"
#include "algorithms/mlkem/form.hpp"

#if defined(__x86_64__)
#define TLS_MLKEM_TARGET __attribute__((target("avx2,bmi,bmi2,popcnt,avx512f,avx512vl")))
#include "algorithms/mlkem/kem.hpp"
#include "algorithms/mlkem/vector_arithmetic.hpp"
#endif

namespace tls::mlkem {

#if defined(__x86_64__)
namespace {

/// Keccak's operations on vectors. AVX-512 has instructions for rotations and for all functions of three bits, and
/// registers for all words of a state.
struct avx512_words {
    using word = __m256i;

    TLS_MLKEM_INLINE static word all(std::uint64_t a) { return _mm256_set1_epi64x(static_cast<long long>(a)); }
    TLS_MLKEM_INLINE static word sum(word a, word b) { return _mm256_xor_si256(a, b); }
    TLS_MLKEM_INLINE static word sum(word a, word b, word c) { return _mm256_ternarylogic_epi64(a, b, c, 0x96); }
    TLS_MLKEM_INLINE static word chi(word a, word b, word c) { return _mm256_ternarylogic_epi64(a, b, c, 0xd2); }

    template <unsigned Bits>
    TLS_MLKEM_INLINE static word rotated(word a)
    {
        return _mm256_rol_epi64(a, Bits);
    }
};

/// Whether the CPU and the operating system support AVX-512 in vectors of 256 bits.
bool has_avx512() noexcept
{
#ifdef TLS_WITHOUT_AVX512
    return false;
#else
    return has_avx2() && __builtin_cpu_supports("avx512f") != 0 && __builtin_cpu_supports("avx512vl") != 0;
#endif
}

} // namespace
#endif

const form* avx512_form() noexcept
{
#if defined(__x86_64__)
    static constexpr auto made = form_by<vector_arithmetic<avx512_words>>();
    return has_avx512() ? &made : nullptr;
#else
    return nullptr;
#endif
}

} // namespace tls::mlkem
