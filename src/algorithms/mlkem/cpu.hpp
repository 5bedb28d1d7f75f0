// Vector instructions of the CPU.

#ifndef TLS_SRC_ALGORITHMS_MLKEM_CPU_HPP
#define TLS_SRC_ALGORITHMS_MLKEM_CPU_HPP

namespace tls::mlkem {

/// Whether the CPU and the operating system support AVX2, BMI1, BMI2 and POPCNT.
inline bool has_avx2() noexcept
{
#if defined(__x86_64__)
    return __builtin_cpu_supports("avx2") != 0 && __builtin_cpu_supports("bmi") != 0 &&
           __builtin_cpu_supports("bmi2") != 0 && __builtin_cpu_supports("popcnt") != 0;
#else
    return false;
#endif
}

} // namespace tls::mlkem

#endif
