// Arithmetic modulo an odd number by GMP, in constant time.

#ifndef TLS_SRC_ALGORITHMS_NETTLE_MODULUS_HPP
#define TLS_SRC_ALGORITHMS_NETTLE_MODULUS_HPP

#include "algorithms/nettle/limbs.hpp"

#include <optional>

namespace tls::nettle {

/// An odd modulus, and operations that take a time that depends on sizes alone. Immutable. Results and, where
/// not said otherwise, operands have size() limbs and are less than the modulus.
class modulus {
public:
    /// `value` is big-endian, odd and above one.
    explicit modulus(byte_view value) : value_(to_limbs(value, limb_count(without_leading_zeros(value).size()))) {}

    /// The same, in limbs without zeros at the top.
    explicit modulus(limbs value) : value_(std::move(value)) {}

    std::size_t size() const noexcept { return value_.size(); }
    std::size_t bits() const noexcept { return mpn_sizeinbase(value_.data(), size_of(value_), 2); }
    limb_view value() const noexcept { return value_; }

    /// The remainder of a number of any size.
    limbs reduce(limb_view number) const;
    limbs multiply(limb_view a, limb_view b) const;
    /// a - b
    limbs subtract(limb_view a, limb_view b) const;
    /// The base may have any size and value; the exponent has `exponent_bits` at most.
    limbs raise(limb_view base, limb_view exponent, std::size_t exponent_bits) const;
    /// Not in constant time: a secret must be multiplied by a random mask before. Empty if there is no inverse.
    std::optional<limbs> inverse(limb_view number) const;

private:
    limbs value_;
};

/// a * b, of any sizes, in as many limbs as both have.
limbs product_of(limb_view a, limb_view b);

} // namespace tls::nettle

#endif
