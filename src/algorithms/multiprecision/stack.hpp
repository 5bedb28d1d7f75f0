// Secrets on the stack.

#ifndef TLS_SRC_ALGORITHMS_MULTIPRECISION_STACK_HPP
#define TLS_SRC_ALGORITHMS_MULTIPRECISION_STACK_HPP

#include <tls/crypto/secret.hpp>

#include <array>
#include <cstddef>
#include <cstdint>

namespace tls::multiprecision {

/// Wipes the stack area of a function that was called from the same place just before. Numbers that depend on a secret
/// are wherever the compiler puts them. The default size exceeds the needs of multiplications of points with any
/// compiler, even without optimization.
template <std::size_t Size = 8192>
[[gnu::noinline]] void wipe_stack_below() noexcept
{
    std::array<std::uint8_t, Size> below;
    wipe(below);
}

} // namespace tls::multiprecision

#endif
