// The NIST curves by Nettle, as ECDH and ECDSA need them.

#ifndef TLS_SRC_ALGORITHMS_NETTLE_CURVE_HPP
#define TLS_SRC_ALGORITHMS_NETTLE_CURVE_HPP

#include "algorithms/nettle/modulus.hpp"

#include <tls/crypto/keys.hpp>
#include <tls/crypto/random.hpp>

#include <nettle/ecc.h>

#include <optional>
#include <string_view>

namespace tls::nettle {

/// One curve over a prime field, of prime order. Immutable: any number of threads may use it.
///
/// Multiplication takes the same time and touches the same memory whatever the scalar. (Nettle's own
/// scratch memory goes back to the allocator as it is; what is returned here wipes itself.)
class curve {
public:
    curve(const ecc_curve*, std::string_view order_in_hex);

    /// The curve of an EC key type; null for other types.
    static const curve* find(key_type);

    const ecc_curve* get() const noexcept { return curve_; }
    /// How many points the curve has.
    const modulus& order() const noexcept { return order_; }
    /// Size of an encoded scalar and of an encoded coordinate, in bytes; for these curves they are the same.
    std::size_t size() const noexcept { return size_; }
    /// The same in limbs.
    std::size_t limb_size() const noexcept { return order_.size(); }

    /// X and Y, each of limb_size(), of the point that 04 || X || Y is. Empty unless the coordinates are of the
    /// curve's size, below the field's modulus, and on the curve. Infinity has no such encoding.
    std::optional<limbs> decode(byte_view) const;
    bytes encode(limb_view point) const;

    /// Whether the number, of limb_size(), is from 1 to order - 1. Takes a time that tells nothing else.
    bool is_scalar(limb_view) const noexcept;
    /// The scalar in `encoded`; empty unless it is of the curve's size and from 1 to order - 1.
    std::optional<limbs> decode_scalar(byte_view encoded) const;
    secure_bytes encode_scalar(limb_view) const;
    /// The scalar that `size()` random bytes are, without those bits that the order has not; empty if that is
    /// not from 1 to order - 1. Wipes the bytes.
    std::optional<limbs> scalar_from(byte_span random_bytes) const;
    /// A uniformly random scalar from 1 to order - 1.
    limbs random_scalar(random_source&) const;

    /// Multiples of the generator and of a point, by a secret scalar from 1 to order - 1.
    limbs multiply_base(const limbs& scalar) const;
    limbs multiply(const limbs& point, const limbs& scalar) const;

private:
    const ecc_curve* curve_;
    modulus order_;
    std::size_t size_;
    std::uint8_t first_byte_mask_;
};

} // namespace tls::nettle

#endif
