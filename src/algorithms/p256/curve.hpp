// P-256 keys for ECDH and ECDSA signatures, by the fastest form.

#ifndef TLS_SRC_ALGORITHMS_P256_CURVE_HPP
#define TLS_SRC_ALGORITHMS_P256_CURVE_HPP

#include "algorithms/p256/form.hpp"

#include <tls/crypto/keys.hpp>
#include <tls/crypto/random.hpp>
#include <tls/crypto/secret.hpp>

#include <optional>

namespace tls::p256 {

/// A number from 1 to the order - 1, which wipes itself.
struct secret_scalar {
    limbs value;

    explicit secret_scalar(const limbs& n) noexcept : value(n) {}
    secret_scalar(const secret_scalar&) = default;
    secret_scalar& operator=(const secret_scalar&) = default;
    ~secret_scalar() { wipe(&value, sizeof value); }
};

/// The interface that cryptopp::curve_keys needs. Immutable and thread-safe. Time and memory accesses do not depend on
/// scalars.
class curve {
public:
    explicit curve(const form& by) noexcept : form_(by) {}

    /// Returns the curve for secp256r1; null for other types, and if there is no form for this CPU.
    static const curve* find(key_type);

    /// Decodes 04 || X || Y, 65 bytes. Empty for other forms, coordinates not below the field modulus, and points that
    /// are not on the curve.
    std::optional<coordinates> decode(byte_view) const;
    bytes encode(const coordinates&) const;

    /// Decodes a scalar. Empty unless it has 32 bytes and is from 1 to order - 1.
    std::optional<secret_scalar> decode_scalar(byte_view encoded) const;
    secure_bytes encode_scalar(const secret_scalar&) const;
    /// Returns a uniformly random scalar.
    secret_scalar random_scalar(random_source&) const;

    /// Returns the form that this uses.
    const form& by() const noexcept { return form_; }

    coordinates multiply_base(const secret_scalar& factor) const { return form_.multiply_base(factor.value); }
    coordinates multiply(const coordinates& point, const secret_scalar& factor) const
    {
        return form_.multiply(factor.value, point);
    }

private:
    const form& form_;
};

/// Convert between numbers and 32 bytes, big-endian.
limbs to_limbs(byte_view encoded) noexcept;
void store(const limbs&, byte_span out) noexcept;

} // namespace tls::p256

#endif
