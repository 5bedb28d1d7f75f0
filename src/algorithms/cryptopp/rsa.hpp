// The two RSA operations on integers, RFC 8017 section 5, and key checks.

#ifndef TLS_SRC_ALGORITHMS_CRYPTOPP_RSA_HPP
#define TLS_SRC_ALGORITHMS_CRYPTOPP_RSA_HPP

#include <tls/crypto/keys.hpp>
#include <tls/crypto/random.hpp>

#include <cryptopp/rsa.h>

#include <optional>

namespace tls::cryptopp {

/// Limits of the modulus size in bits. Signatures of smaller keys can be forged. Larger keys make verification so
/// expensive that a peer could use them for denial of service.
inline constexpr unsigned min_rsa_bits = min_usable_rsa_bits;
inline constexpr unsigned max_rsa_bits = max_usable_rsa_bits;
/// The size of temporary keys for the export suites (RFC 2246 section 7.4.3), which nothing else uses: such a modulus
/// can be factored in hours.
inline constexpr unsigned export_rsa_bits = 512;

/// A checked public key. Immutable and thread-safe.
class rsa_public {
public:
    /// Returns the key; empty unless the modulus is odd and within the limits, and the exponent is odd, at least 3 and
    /// at most 64 bits long. `min_bits` is the lower limit.
    static std::optional<rsa_public> load(const public_key&, unsigned min_bits = min_rsa_bits);

    unsigned modulus_bits() const { return function_.GetModulus().BitCount(); }
    std::size_t modulus_size() const { return function_.GetModulus().ByteCount(); }

    /// RSAVP1 with its conversions: returns the message representative in `size` bytes. Empty if the signature's length
    /// differs from the modulus's, if it is not less than the modulus, or if the result does not fit.
    std::optional<bytes> recover(byte_view signature, std::size_t size) const;

    /// RSAEP: encrypts an encoded message less than the modulus. The ciphertext has the size of the modulus.
    bytes encrypt(byte_view encoded) const;

private:
    CryptoPP::RSAFunction function_;
};

/// A checked private key. Immutable and thread-safe.
class rsa_private {
public:
    /// Returns the key; empty unless the public part meets the rules above and all eight numbers are consistent.
    static std::optional<rsa_private> load(const private_key&, unsigned min_bits = min_rsa_bits);

    unsigned modulus_bits() const { return function_.GetModulus().BitCount(); }

    /// RSASP1: signs a representative less than the modulus. The signature has the size of the modulus. The computation
    /// is blinded with `random`, so timing reveals nothing about the key, and the result is verified with the public
    /// key: throws if the computation went wrong.
    bytes sign(byte_view representative, random_source& random) const;

    /// RSADP, blinded and verified likewise: decrypts a ciphertext less than the modulus. The encoded message has the
    /// size of the modulus.
    secure_bytes decrypt(byte_view ciphertext, random_source& random) const;

private:
    CryptoPP::InvertibleRSAFunction function_;
};

} // namespace tls::cryptopp

#endif
