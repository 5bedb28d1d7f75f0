// Public and private keys as data: X.509 and PKCS#8 decode them, signature schemes use them.

#ifndef TLS_CRYPTO_KEYS_HPP
#define TLS_CRYPTO_KEYS_HPP

#include <tls/crypto/secret.hpp>

#include <string_view>

#pragma GCC visibility push(default)

namespace tls {

/// The kind of a key, from its AlgorithmIdentifier.
enum class key_type : std::uint8_t {
    rsa,     ///< rsaEncryption (RFC 8017): PKCS#1 v1.5 and PSS signatures
    rsa_pss, ///< id-RSASSA-PSS (RFC 8017): PSS signatures only
    secp256r1,
    secp384r1,
    secp521r1,
    ed25519, ///< RFC 8410
    dsa,     ///< id-dsa (RFC 3279): for old certificates and keys
    dh,      ///< dhpublicnumber (RFC 3279) and dhKeyAgreement (PKCS #3): fixed Diffie-Hellman keys; cannot sign
};

/// Returns "RSA", "RSA-PSS", "secp256r1", ..., "Ed25519", "DSA", "DH".
std::string_view to_string(key_type) noexcept;

/// The sizes in bits of the RSA moduli that the library can use. Smaller ones do not resist attacks; the time to use
/// one grows with the cube of its size. x509::verify_parameters demands more of a peer's.
inline constexpr unsigned min_usable_rsa_bits = 1024;
inline constexpr unsigned max_usable_rsa_bits = 16384;

/// A public key. Integers are big-endian without leading zeros.
struct public_key {
    key_type type = key_type::rsa;
    bytes modulus;         ///< RSA n
    bytes public_exponent; ///< RSA e
    bytes point;           ///< EC: uncompressed point 04 || X || Y; Ed25519: the 32 bytes of RFC 8032
    bytes prime;           ///< DSA and DH p
    bytes subgroup_order;  ///< DSA and DH q; a DH key in the form of PKCS #3 has none
    bytes generator;       ///< DSA and DH g
    bytes public_value;    ///< DSA and DH y

    /// Returns the key size in bits: of the RSA modulus, of the order of the curve, or of the prime p of DSA and DH.
    unsigned bits() const noexcept;

    friend bool operator==(const public_key&, const public_key&) = default;
};

/// A private key. Integers are big-endian without leading zeros. The secret members wipe themselves.
struct private_key {
    public_key public_part; ///< type and public key; always present and consistent with the rest
    secure_bytes private_exponent, prime1, prime2, exponent1, exponent2, coefficient; ///< RSA: d p q dP dQ qInv
    secure_bytes scalar; ///< EC: the same size as the order of the curve; Ed25519: the 32-byte seed; DSA and DH: x
};

} // namespace tls

#pragma GCC visibility pop

#endif
