// Self-tests of fast arithmetic, which decide whether it is used.

#ifndef TLS_SRC_ALGORITHMS_MULTIPRECISION_SELF_TEST_HPP
#define TLS_SRC_ALGORITHMS_MULTIPRECISION_SELF_TEST_HPP

namespace tls::multiprecision {

/// Returns `is_working`, the outcome of a comparison with known answers. If it is false, writes a line with the name of
/// the implementation to the standard error stream, because the CPU or the build must be broken.
bool passes_self_test(const char* name, bool is_working) noexcept;

} // namespace tls::multiprecision

#endif
