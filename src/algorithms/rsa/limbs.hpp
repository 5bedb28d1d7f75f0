// Public numbers of any size.

#ifndef TLS_SRC_ALGORITHMS_RSA_LIMBS_HPP
#define TLS_SRC_ALGORITHMS_RSA_LIMBS_HPP

#include <tls/bytes.hpp>

#include <cstdint>
#include <span>
#include <vector>

namespace tls::rsa {

/// A number as 64-bit limbs, least significant first.
using limbs = std::vector<std::uint64_t>;
using limb_view = std::span<const std::uint64_t>;
using limb_span = std::span<std::uint64_t>;

inline constexpr std::size_t limb_bits = 64;

/// Returns the unsigned big-endian integer in `data`, padded with zero limbs to a multiple of 64 bits.
limbs to_limbs(byte_view data);

/// Stores the number in all of `out`, big-endian with leading zeros. Returns false if it does not fit.
bool store(limb_view number, byte_span out) noexcept;

/// Whether a < b, for numbers with equal counts of limbs. Not in constant time.
bool is_less(limb_view a, limb_view b) noexcept;

/// Returns the negated inverse of an odd number modulo 2^64.
std::uint64_t negated_inverse(std::uint64_t odd) noexcept;

/// Returns 2^exponent modulo the modulus, in as many limbs as it has. The modulus is odd, is greater than one and has
/// no leading zero limb. `exponent` is at least the number of bits in the modulus's limbs. Not in constant time.
limbs power_of_two_modulo(std::size_t exponent, limb_view modulus);

} // namespace tls::rsa

#endif
