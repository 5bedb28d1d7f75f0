// Nettle NIST curves for ECDH and ECDSA.

#ifndef TLS_SRC_ALGORITHMS_NETTLE_CURVE_HPP
#define TLS_SRC_ALGORITHMS_NETTLE_CURVE_HPP

#include "algorithms/nettle/modulus.hpp"

#include <tls/crypto/keys.hpp>
#include <tls/crypto/random.hpp>

#include <nettle/ecc.h>

#include <optional>
#include <string_view>

namespace tls::nettle {

/// A prime-order curve over a prime field. Immutable and thread-safe.
///
/// Time and memory accesses of multiplication do not depend on the scalar. (Nettle frees its scratch memory without
/// wiping it; the results here wipe themselves.)
class curve {
public:
    curve(const ecc_curve*, std::string_view order_in_hex);

    /// Returns the curve of an EC key type; null for other types.
    static const curve* find(key_type);

    const ecc_curve* get() const noexcept { return curve_; }
    /// Returns the number of points on the curve.
    const modulus& order() const noexcept { return order_; }
    /// Size of an encoded scalar and of an encoded coordinate in bytes; equal for these curves.
    std::size_t size() const noexcept { return size_; }
    /// The same size in limbs.
    std::size_t limb_size() const noexcept { return order_.size(); }

    /// Decodes 04 || X || Y. Returns X and Y, each of limb_size(). Empty unless the coordinates have the curve's size,
    /// are below the field modulus, and are on the curve. The point at infinity has no such encoding.
    std::optional<limbs> decode(byte_view) const;
    bytes encode(limb_view point) const;

    /// Whether the number, of limb_size(), is from 1 to order - 1. The time reveals nothing else.
    bool is_scalar(limb_view) const noexcept;
    /// Decodes a scalar. Empty unless it has the curve's size and is from 1 to order - 1.
    std::optional<limbs> decode_scalar(byte_view encoded) const;
    secure_bytes encode_scalar(limb_view) const;
    /// Returns a scalar from `size()` random bytes, after dropping the bits above the order's bit length. Empty if it
    /// is not from 1 to order - 1. Wipes the bytes.
    std::optional<limbs> scalar_from(byte_span random_bytes) const;
    /// Returns a uniformly random scalar from 1 to order - 1.
    limbs random_scalar(random_source&) const;

    /// Multiply the generator or a point by a secret scalar from 1 to order - 1.
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
