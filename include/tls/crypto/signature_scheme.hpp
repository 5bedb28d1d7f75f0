// Signature schemes and key types: registry rows, signers, verifiers and decrypters.

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
    none = 0, ///< a scheme for certificates only, without a code point
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

/// How a message is signed and the signature encoded.
enum class signature_encoding : std::uint8_t {
    rsa_pkcs1, ///< RSASSA-PKCS1-v1_5, RFC 8017 section 8.2
    rsa_pss,   ///< RSASSA-PSS, RFC 8017 section 8.1, with MGF1
    ecdsa,     ///< DER-encoded ECDSA-Sig-Value, RFC 5480
    dsa,       ///< DER-encoded Dss-Sig-Value, RFC 3279 section 2.2.2
    eddsa,     ///< RFC 8032; the message itself is signed
};

/// A private key set up to sign with one scheme. Immutable and thread-safe.
class signer {
public:
    virtual ~signer() = default;
    /// Returns the signature over `message`. Throws if `random` or the computation fails.
    virtual bytes sign(byte_view message, random_source& random) const = 0;
};

/// A public key set up to verify with one scheme. Immutable and thread-safe.
class verifier {
public:
    virtual ~verifier() = default;
    virtual bool verify(byte_view message, byte_view signature) const = 0;
};

/// A signature scheme. A registry row: static data with function pointers. It must outlive every
/// registry that refers to it.
struct signature_scheme {
    std::uint16_t id;      ///< SignatureScheme; 0 for certificates only
    std::string_view name; ///< IANA's name, "rsa_pss_rsae_sha256"
    key_type key;          ///< the kind of key that the scheme requires
    signature_encoding encoding;
    const hash_algorithm* hash; ///< null for EdDSA
    bool in_tls13_handshake;    ///< allowed in a TLS 1.3 CertificateVerify (RFC 8446 section 4.2.3)
    unsigned strength;          ///< bits of security of the hash; the key's strength is separate

    /// Both return null if the key is of another kind, malformed, or too small for the scheme.
    std::unique_ptr<signer> (*make_signer)(const signature_scheme&, const private_key&);
    std::unique_ptr<verifier> (*make_verifier)(const signature_scheme&, const public_key&);

    bool enabled_by_default = true; ///< offered if the user has not chosen schemes

    // Parameters of RSASSA-PSS signatures in certificates, CRLs and OCSP responses (RFC 4055 section 3.1). TLS uses the
    // defaults only, and so do the registry's rows.
    std::optional<std::size_t> salt_size{};    ///< in bytes; no value: as long as the digest
    const hash_algorithm* mask_hash = nullptr; ///< of MGF1; null: `hash`
};

/// A private key set up to decrypt premaster secrets from clients (RFC 5246 section 7.4.7.1). Immutable and
/// thread-safe.
class decrypter {
public:
    static constexpr std::size_t premaster_secret_size = 48;

    virtual ~decrypter() = default;

    /// Returns the premaster_secret in `ciphertext`: 48 bytes that begin with `client_version`, the version
    /// of the ClientHello. If the plaintext is anything else, returns random bytes that were generated before
    /// the decryption, and the handshake fails at the client's Finished. The sender must not learn which case
    /// it was (Bleichenbacher's attack), so there is no error and both take the same time. Throws if `random`
    /// or the computation fails.
    virtual secure_bytes decrypt_premaster_secret(byte_view ciphertext, std::uint16_t client_version,
                                                  random_source& random) const = 0;
};

/// A fixed Diffie-Hellman private key, which serves many handshakes. Immutable and thread-safe.
class key_agreement {
public:
    virtual ~key_agreement() = default;

    /// Returns the shared secret without leading zeros (RFC 5246 section 8.1.2), given the peer's public value. Empty
    /// unless that is in the key's group.
    virtual std::optional<secure_bytes> agree(byte_view peer_value) const = 0;
};

/// Operations other than signing for one kind of key. A registry row, like signature_scheme.
struct key_algorithm {
    key_type type;
    /// Generates a key. `bits` is the size of an RSA modulus and is ignored for other kinds.
    private_key (*generate)(unsigned bits, random_source&);
    /// Computes the public part if it is missing (it is optional in a PKCS#8 EC key) and checks that it
    /// matches the private part. Returns false if it does not, or if the key is malformed.
    bool (*complete)(private_key&);

    // Null for kinds of key that cannot encrypt.

    /// Encrypts a premaster_secret with RSAES-PKCS1-v1_5 (RFC 8017 section 7.2.1). Empty if the key is
    /// malformed or too small.
    std::optional<bytes> (*encrypt)(const public_key&, byte_view premaster_secret, random_source&) = nullptr;
    /// Returns null if the key is of another kind or malformed.
    std::unique_ptr<decrypter> (*make_decrypter)(const private_key&) = nullptr;

    /// Returns null if the key is malformed or its group is unsafe. Null for kinds of key other than Diffie-Hellman.
    std::unique_ptr<key_agreement> (*make_agreement)(const private_key&) = nullptr;
};

} // namespace tls

#pragma GCC visibility pop

#endif
