// Instructions of the CPU for multiplication.

#ifndef TLS_SRC_ALGORITHMS_MULTIPRECISION_CPU_HPP
#define TLS_SRC_ALGORITHMS_MULTIPRECISION_CPU_HPP

namespace tls::multiprecision {

/// Whether the CPU has MULX, ADCX and ADOX (BMI2 and ADX).
bool has_adx() noexcept;

} // namespace tls::multiprecision

#endif
