// Crypto++ NIST curves for ECDH and ECDSA.

#ifndef TLS_SRC_ALGORITHMS_CRYPTOPP_CURVE_HPP
#define TLS_SRC_ALGORITHMS_CRYPTOPP_CURVE_HPP

#include <tls/crypto/keys.hpp>
#include <tls/crypto/random.hpp>

#include <cryptopp/eccrypto.h>

#include <optional>

namespace tls::cryptopp {

/// A prime-order curve over a prime field. Not thread-safe: Crypto++'s field arithmetic stores intermediate results in
/// the field object, so each thread has its own curves.
///
/// Crypto++'s multiplication is not constant-time: it branches and indexes on the scalar. Callers use each secret
/// scalar for one multiplication only, and the bit length of the scalar is hidden.
class curve {
public:
    using point = CryptoPP::ECPPoint;

    explicit curve(const CryptoPP::OID&);

    /// Returns the calling thread's curve for an EC key type; null for other types. Valid until the thread ends, in
    /// destructors of thread_local objects too. Throws std::bad_alloc.
    static const curve* find(key_type);

    const CryptoPP::Integer& order() const noexcept { return order_; }
    /// Size of an encoded scalar and of an encoded coordinate in bytes; equal for these curves.
    std::size_t size() const noexcept { return size_; }

    /// Decodes 04 || X || Y. Empty unless the coordinates have the curve's size, are below the field modulus, and are
    /// on the curve. The point at infinity has no such encoding.
    std::optional<point> decode(byte_view) const;
    bytes encode(const point&) const;

    /// Decodes a scalar. Empty unless it has the curve's size and is from 1 to order - 1.
    std::optional<CryptoPP::Integer> decode_scalar(byte_view encoded) const;
    secure_bytes encode_scalar(const CryptoPP::Integer&) const;
    /// Returns a uniformly random scalar from 1 to order - 1.
    CryptoPP::Integer random_scalar(random_source&) const;

    /// Multiply the generator or a point by a secret scalar from 1 to order - 1.
    point multiply_base(const CryptoPP::Integer& scalar) const;
    point multiply(const point&, const CryptoPP::Integer& scalar) const;
    /// Returns a * generator + b * p, for public scalars.
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
