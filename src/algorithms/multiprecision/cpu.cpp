#include "algorithms/multiprecision/cpu.hpp"

#if defined(__x86_64__)
#include <cpuid.h>
#endif

namespace tls::multiprecision {

bool has_adx() noexcept
{
#if defined(__x86_64__)
    // Not all compilers' __builtin_cpu_supports() know ADX. The instructions use general registers, so the operating
    // system needs no support for them.
    static const bool has = [] {
#ifdef TLS_CONSTANT_TIME_CHECKED_BY_MEMCHECK
        constexpr unsigned bmi2 = 1U << 8, adx = 0; // valgrind executes them, but its CPUID does not report ADX
#else
        constexpr unsigned bmi2 = 1U << 8, adx = 1U << 19;
#endif
        unsigned eax = 0, ebx = 0, ecx = 0, edx = 0;
        return __get_cpuid_count(7, 0, &eax, &ebx, &ecx, &edx) != 0 && (ebx & bmi2) == bmi2 && (ebx & adx) == adx;
    }();
    return has;
#else
    return false;
#endif
}

} // namespace tls::multiprecision
