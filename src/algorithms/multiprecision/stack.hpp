// Secrets on the stack.

#ifndef TLS_SRC_ALGORITHMS_MULTIPRECISION_STACK_HPP
#define TLS_SRC_ALGORITHMS_MULTIPRECISION_STACK_HPP

#include <tls/crypto/secret.hpp>

namespace tls::multiprecision {

/// Wipes the stack area of a function that was called from the same place just before. Numbers that depend on a secret
/// are wherever the compiler puts them. The size exceeds the needs of multiplications of points with any compiler, even
/// without optimization.
[[gnu::noinline]] inline void wipe_stack_below() noexcept
{
    std::array<std::uint8_t, 8192> below;
    wipe(below);
}

} // namespace tls::multiprecision

#endif
