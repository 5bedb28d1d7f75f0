// Digital signatures, as rows of the registry.

#ifndef TLS_CRYPTO_SIGNATURE_SCHEME_HPP
#define TLS_CRYPTO_SIGNATURE_SCHEME_HPP

#include <tls/crypto/hash.hpp>
#include <tls/crypto/keys.hpp>
#include <tls/crypto/random.hpp>

#include <memory>
#include <optional>
#include <string_view>

#pragma GCC visibility push(default)

namespace tls {

/// SignatureScheme (RFC 8446 section 4.2.3) code points of the schemes that the library implements.
enum class signature_scheme_id : std::uint16_t {
    none = 0, ///< a signature of certificates that has no code point of its own
    rsa_pkcs1_sha1 = 0x0201,
    dsa_sha1 = 0x0202, ///< RFC 5246 section 7.4.1.4.1: TLS 1.2 only, like dsa_sha256
    ecdsa_sha1 = 0x0203,
    rsa_pkcs1_sha256 = 0x0401,
    dsa_sha256 = 0x0402,
    ecdsa_secp256r1_sha256 = 0x0403,
    rsa_pkcs1_sha384 = 0x0501,
    ecdsa_secp384r1_sha384 = 0x0503,
    rsa_pkcs1_sha512 = 0x0601,
    ecdsa_secp521r1_sha512 = 0x0603,
    rsa_pss_rsae_sha256 = 0x0804,
    rsa_pss_rsae_sha384 = 0x0805,
    rsa_pss_rsae_sha512 = 0x0806,
    ed25519 = 0x0807,
    rsa_pss_pss_sha256 = 0x0809,
    rsa_pss_pss_sha384 = 0x080a,
    rsa_pss_pss_sha512 = 0x080b,
};

/// How the hash of the message becomes a signature.
enum class signature_encoding : std::uint8_t {
    rsa_pkcs1, ///< RSASSA-PKCS1-v1_5, RFC 8017 section 8.2
    rsa_pss,   ///< RSASSA-PSS, RFC 8017 section 8.1; MGF1 with the same hash, salt as long as the digest
    ecdsa,     ///< DER-encoded ECDSA-Sig-Value, RFC 5480
    dsa,       ///< DER-encoded Dss-Sig-Value, RFC 3279 section 2.2.2
    eddsa,     ///< RFC 8032; the message itself is signed
};

/// A private key ready to sign under one scheme. Immutable: any number of threads may use it.
class signer {
public:
    virtual ~signer() = default;
    /// The signature over `message`. Throws if `random` or the computation fails.
    virtual bytes sign(byte_view message, random_source& random) const = 0;
};

/// A public key ready to verify under one scheme. Immutable: any number of threads may use it.
class verifier {
public:
    virtual ~verifier() = default;
    virtual bool verify(byte_view message, byte_view signature) const = 0;
};

/// A signature scheme. A row: static data with function pointers; it must outlive every
/// registry that refers to it.
struct signature_scheme {
    std::uint16_t id;      ///< SignatureScheme; 0 if only certificates name it
    std::string_view name; ///< IANA's name, "rsa_pss_rsae_sha256"
    key_type key;          ///< the one kind of key that it works with
    signature_encoding encoding;
    const hash_algorithm* hash; ///< null for EdDSA
    bool in_tls13_handshake;    ///< may stand in a TLS 1.3 CertificateVerify (RFC 8446 section 4.2.3)
    unsigned strength;          ///< bits of security of the hash; the key's are its own

    /// Null if the key is of another kind, malformed, or too small for the scheme.
    std::unique_ptr<signer> (*make_signer)(const signature_scheme&, const private_key&);
    std::unique_ptr<verifier> (*make_verifier)(const signature_scheme&, const public_key&);

    bool enabled_by_default = true; ///< offered when the user chose nothing
};

/// A private key ready to decrypt what clients encrypt to it (RFC 5246 section 7.4.7.1). Immutable: any
/// number of threads may use it.
class decrypter {
public:
    static constexpr std::size_t premaster_secret_size = 48;

    virtual ~decrypter() = default;

    /// The premaster_secret in `ciphertext`, 48 bytes beginning with `client_version` (what the
    /// ClientHello said). If it holds anything else, random bytes made before: whoever sent it must not
    /// learn which, so there is no error, and nothing that takes another time. The handshake then fails
    /// at the client's Finished. Throws if `random` or the computation fails.
    virtual secure_bytes decrypt_premaster_secret(byte_view ciphertext, std::uint16_t client_version,
                                                  random_source& random) const = 0;
};

/// What can be done with one kind of key besides signing. A row, as above.
struct key_algorithm {
    key_type type;
    /// A fresh key; `bits` is the size of an RSA modulus and ignored for others.
    private_key (*generate)(unsigned bits, random_source&);
    /// Fills in the public part (a PKCS#8 EC key need not carry it) and checks that private and
    /// public part belong together. Returns false if they do not or the key is malformed.
    bool (*complete)(private_key&);

    // For kinds of key that encrypt; else null.

    /// A premaster_secret for the owner of the key, by RSAES-PKCS1-v1_5 (RFC 8017 section 7.2.1). Empty if
    /// the key is malformed or too small.
    std::optional<bytes> (*encrypt)(const public_key&, byte_view premaster_secret, random_source&) = nullptr;
    /// Null if the key is of another kind or malformed.
    std::unique_ptr<decrypter> (*make_decrypter)(const private_key&) = nullptr;
};

} // namespace tls

#pragma GCC visibility pop

#endif
