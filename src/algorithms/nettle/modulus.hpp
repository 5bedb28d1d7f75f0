// GMP arithmetic modulo an odd number, in constant time.

#ifndef TLS_SRC_ALGORITHMS_NETTLE_MODULUS_HPP
#define TLS_SRC_ALGORITHMS_NETTLE_MODULUS_HPP

#include "algorithms/ifma/powers.hpp"
#include "algorithms/nettle/limbs.hpp"

#include <optional>

namespace tls::nettle {

/// An odd modulus. The time of its operations depends only on sizes. Immutable. Results have size() limbs and are less
/// than the modulus, and so must be the operands unless stated otherwise.
class modulus {
public:
    /// `value` is big-endian, odd and greater than one.
    explicit modulus(byte_view value) : value_(to_limbs(value, limb_count(without_leading_zeros(value).size()))) {}

    /// The same, in limbs without leading zero limbs.
    explicit modulus(limbs value) : value_(std::move(value)) {}

    std::size_t size() const noexcept { return value_.size(); }
    std::size_t bits() const noexcept { return mpn_sizeinbase(value_.data(), size_of(value_), 2); }
    limb_view value() const noexcept { return value_; }

    /// Whether a number of size() limbs is from 1 to the modulus - 1. The time reveals nothing else.
    bool is_nonzero_residue(limb_view number) const noexcept;
    /// Reduces a number of any size.
    limbs reduce(limb_view number) const;
    limbs multiply(limb_view a, limb_view b) const;
    /// a - b
    limbs subtract(limb_view a, limb_view b) const;
    /// Returns base ^ exponent. The base may have any size and value; the exponent has at most `exponent_bits` bits.
    limbs raise(limb_view base, limb_view exponent, std::size_t exponent_bits) const;
    /// Not in constant time: multiply a secret by a random mask first. Empty if there is no inverse.
    std::optional<limbs> inverse(limb_view number) const;

private:
    limbs value_;
};

/// Returns a * b for any sizes, in as many limbs as both have together.
limbs product_of(limb_view a, limb_view b);

/// Prepares the modulus for the CPU's vector instructions. Empty if there are none, or if it has more than `max_bits`.
/// The arithmetic reveals only how many limbs it has.
std::optional<ifma::montgomery> prepare_vectors(const modulus&, std::size_t max_bits);

} // namespace tls::nettle

#endif
