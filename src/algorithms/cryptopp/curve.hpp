// The NIST curves by Crypto++, as ECDH and ECDSA need them.

#ifndef TLS_SRC_ALGORITHMS_CRYPTOPP_CURVE_HPP
#define TLS_SRC_ALGORITHMS_CRYPTOPP_CURVE_HPP

#include <tls/crypto/keys.hpp>
#include <tls/crypto/random.hpp>

#include <cryptopp/eccrypto.h>

#include <optional>

namespace tls::cryptopp {

/// One curve over a prime field, of prime order. Not thread-safe: Crypto++'s field arithmetic keeps
/// intermediate results in the field, so every thread has curves of its own.
///
/// Crypto++'s multiplication is not constant-time: it branches and indexes on the scalar. Callers
/// that multiply by a secret use each secret scalar once, and its bit length is hidden.
class curve {
public:
    using point = CryptoPP::ECPPoint;

    explicit curve(const CryptoPP::OID&);

    /// The calling thread's curve for an EC key type; null for other types.
    static const curve* find(key_type);

    const CryptoPP::Integer& order() const noexcept { return order_; }
    /// Size of an encoded scalar and of an encoded coordinate; for these curves they are the same.
    std::size_t size() const noexcept { return size_; }

    /// The point that 04 || X || Y is. Empty unless the coordinates are of the curve's size, below
    /// the field's modulus, and on the curve. The point at infinity has no such encoding.
    std::optional<point> decode(byte_view) const;
    bytes encode(const point&) const;

    /// The scalar in `encoded`; empty unless it is of the curve's size and from 1 to order - 1.
    std::optional<CryptoPP::Integer> decode_scalar(byte_view encoded) const;
    secure_bytes encode_scalar(const CryptoPP::Integer&) const;
    /// A uniformly random scalar from 1 to order - 1.
    CryptoPP::Integer random_scalar(random_source&) const;

    /// Multiples of the generator and of a point, by a secret scalar from 1 to order - 1.
    point multiply_base(const CryptoPP::Integer& scalar) const;
    point multiply(const point&, const CryptoPP::Integer& scalar) const;
    /// a * generator + b * p, for public scalars.
    point multiply_add(const CryptoPP::Integer& a, const point& p, const CryptoPP::Integer& b) const;

private:
    CryptoPP::Integer of_fixed_length(const CryptoPP::Integer& scalar) const;

    CryptoPP::ECP group_;
    point generator_;
    CryptoPP::Integer order_;
    std::size_t size_;
};

} // namespace tls::cryptopp

#endif
