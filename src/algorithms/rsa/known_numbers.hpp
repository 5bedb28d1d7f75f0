// Operands of self-tests.

#ifndef TLS_SRC_ALGORITHMS_RSA_KNOWN_NUMBERS_HPP
#define TLS_SRC_ALGORITHMS_RSA_KNOWN_NUMBERS_HPP

#include "algorithms/rsa/limbs.hpp"

namespace tls::rsa {

/// Returns a number from a linear congruential generator, and advances its state.
inline limbs numbers_from(std::uint64_t& state, std::size_t count)
{
    limbs out;
    for (std::size_t i = 0; i < count; ++i) {
        state = state * 6364136223846793005U + 1442695040888963407U;
        out.push_back(state ^ state >> 29);
    }
    return out;
}

/// Returns the value at an odd point of the polynomial that has these coefficients.
inline std::uint64_t digest_of(const limbs& number)
{
    std::uint64_t digest = 0;
    for (auto limb : number)
        digest = digest * 0x9e3779b97f4a7c15U + limb;
    return digest;
}

} // namespace tls::rsa

#endif
