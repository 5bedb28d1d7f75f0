// Conversions between bytes and numbers.

#ifndef TLS_SRC_ALGORITHMS_CURVE25519_ENCODING_HPP
#define TLS_SRC_ALGORITHMS_CURVE25519_ENCODING_HPP

#include "algorithms/multiprecision/number.hpp"

namespace tls::curve25519 {

/// Takes 32 bytes, little-endian.
inline multiprecision::number load(byte_view encoded) noexcept
{
    multiprecision::number out{};
    for (std::size_t i = 0; i < multiprecision::number_size; ++i)
        out[i / 8] |= std::uint64_t{encoded[i]} << (8 * (i % 8));
    return out;
}

inline void store(const multiprecision::number& number, byte_span out) noexcept
{
    for (std::size_t i = 0; i < multiprecision::number_size; ++i)
        out[i] = static_cast<std::uint8_t>(number[i / 8] >> (8 * (i % 8)));
}

/// The highest bit of an encoded point or u coordinate is not a part of the number.
inline constexpr std::uint64_t highest_bit = std::uint64_t{1} << 63;

} // namespace tls::curve25519

#endif
