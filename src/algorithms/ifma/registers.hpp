// Vector registers.

#ifndef TLS_SRC_ALGORITHMS_IFMA_REGISTERS_HPP
#define TLS_SRC_ALGORITHMS_IFMA_REGISTERS_HPP

#include "algorithms/ifma/powers.hpp"

namespace tls::ifma {

/// Whether the instructions can be used on vectors of 256 bits too (AVX-512VL). Call only if is_supported().
bool has_short_vectors() noexcept;

/// Clears all vector registers, which may contain secrets. Call only if is_supported().
void clear_registers() noexcept;

} // namespace tls::ifma

#endif
