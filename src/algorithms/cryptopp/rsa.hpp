// RSA's two operations on integers, RFC 8017 section 5, and the checks on keys.

#ifndef TLS_SRC_ALGORITHMS_CRYPTOPP_RSA_HPP
#define TLS_SRC_ALGORITHMS_CRYPTOPP_RSA_HPP

#include <tls/crypto/keys.hpp>
#include <tls/crypto/random.hpp>

#include <cryptopp/rsa.h>

#include <optional>

namespace tls::cryptopp {

/// Bounds of the modulus, in bits. Below, signatures can be forged; above, verifying them is work
/// that a peer should not be able to order.
inline constexpr unsigned min_rsa_bits = min_usable_rsa_bits;
inline constexpr unsigned max_rsa_bits = max_usable_rsa_bits;

/// A public key that has been checked. Immutable, any number of threads may use it.
class rsa_public {
public:
    /// Empty unless the modulus is odd and within the bounds, and the exponent odd, at least 3 and
    /// of at most 64 bits.
    static std::optional<rsa_public> load(const public_key&);

    unsigned modulus_bits() const { return function_.GetModulus().BitCount(); }
    std::size_t modulus_size() const { return function_.GetModulus().ByteCount(); }

    /// RSAVP1 with the conversions around it: the message representative in `size` bytes. Empty if
    /// the signature is not as long as the modulus, not less than it, or the result does not fit.
    std::optional<bytes> recover(byte_view signature, std::size_t size) const;

    /// RSAEP: the ciphertext, as long as the modulus, of an encoded message less than the modulus.
    bytes encrypt(byte_view encoded) const;

private:
    CryptoPP::RSAFunction function_;
};

/// A private key that has been checked. Immutable, any number of threads may use it.
class rsa_private {
public:
    /// Empty unless the public part is as above and all eight numbers fit each other.
    static std::optional<rsa_private> load(const private_key&);

    unsigned modulus_bits() const { return function_.GetModulus().BitCount(); }

    /// RSASP1: the signature, as long as the modulus, of a representative less than the modulus.
    /// Blinded with `random`, so that timing tells nothing about the key, and checked against the
    /// public key before it is given out: throws if the computation went wrong.
    bytes sign(byte_view representative, random_source& random) const;

    /// RSADP, blinded and checked likewise: the encoded message, as long as the modulus, of a ciphertext less
    /// than the modulus.
    secure_bytes decrypt(byte_view ciphertext, random_source& random) const;

private:
    CryptoPP::InvertibleRSAFunction function_;
};

} // namespace tls::cryptopp

#endif
