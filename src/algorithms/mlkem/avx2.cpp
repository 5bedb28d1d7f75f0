#include "algorithms/mlkem/cpu.hpp"
#include "algorithms/mlkem/form.hpp"

#if defined(__x86_64__)
#define TLS_MLKEM_TARGET __attribute__((target("avx2,bmi,bmi2,popcnt")))
#include "algorithms/mlkem/kem.hpp"
#include "algorithms/mlkem/vector_arithmetic.hpp"
#endif

namespace tls::mlkem {

const form* avx2_form() noexcept
{
#if defined(__x86_64__)
    struct source;
    static constexpr auto made = form_by<vector_arithmetic<avx2_words<source>>>();
    return has_avx2() ? &made : nullptr;
#else
    return nullptr;
#endif
}

} // namespace tls::mlkem
