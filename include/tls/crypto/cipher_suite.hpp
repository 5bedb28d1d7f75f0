// Cipher suites: rows of the registry.

#ifndef TLS_CRYPTO_CIPHER_SUITE_HPP
#define TLS_CRYPTO_CIPHER_SUITE_HPP

#include <tls/crypto/aead.hpp>
#include <tls/crypto/cbc.hpp>
#include <tls/crypto/hash.hpp>
#include <tls/crypto/stream_cipher.hpp>
#include <tls/version.hpp>

#include <cstdint>
#include <string_view>

#pragma GCC visibility push(default)

namespace tls {

/// The number of records that one key may protect, or fail to open (RFC 8446 section 5.5,
/// draft-irtf-cfrg-aead-limits).
struct usage_limits {
    std::uint64_t sealed_records; ///< TLS 1.3 sends a KeyUpdate after this many; earlier versions end the connection
    std::uint64_t forged_records; ///< this many failures end the connection (only datagram protocols survive one)
};

/// The key exchange of a suite. Part of the suite up to TLS 1.2 only.
enum class key_exchange_method : std::uint8_t {
    tls13,      ///< negotiated by extensions, not by the suite (RFC 8446 section 4.1.1)
    ecdhe,      ///< RFC 8422
    dhe,        ///< RFC 5246 section 7.4.3
    rsa,        ///< the client encrypts the secret; no forward secrecy: RFC 5246 section 7.4.7.1
    psk,        ///< RFC 4279 section 2
    dhe_psk,    ///< RFC 4279 section 3
    rsa_psk,    ///< RFC 4279 section 4
    ecdhe_psk,  ///< RFC 5489
    dh_anon,    ///< ephemeral, without a signature: RFC 5246 section 7.4.3
    dh,         ///< the server's certificate has the Diffie-Hellman key: RFC 5246 section 7.4.7.2
    rsa_export, ///< a signed temporary 512-bit RSA key: RFC 2246 section 7.4.3
};

/// The kind of key by which the server authenticates itself. Part of the suite up to TLS 1.2 only.
enum class authentication_method : std::uint8_t {
    tls13, ///< negotiated by extensions, not by the suite
    rsa,   ///< RSA signatures (PKCS#1 v1.5 or PSS), or decryption with the key exchanges rsa and rsa_psk. With dh: an
           ///< RSA signature on the certificate
    ecdsa, ///< ECDSA and EdDSA (RFC 8422 section 2.1)
    dsa,   ///< with the key exchange dh: a DSA signature on the certificate
    psk,   ///< the pre-shared key alone, no certificate
    anonymous, ///< none: an attacker on the path can read and change everything
};

/// How an AEAD nonce is made from the IV and the sequence number.
enum class nonce_construction : std::uint8_t {
    xor_sequence,      ///< not sent: RFC 8446 section 5.3, RFC 7905 section 2
    explicit_sequence, ///< a four-byte IV, then the sequence number, which is sent: RFC 5288 section 3
};

/// A cipher suite. A registry row: data with pointers to its algorithms. To add a suite, fill in this
/// struct and pass it to registry::add. Nothing else in the library names suites.
///
/// Records are protected by `aead` if it is set, else by `cipher` or `stream` and `mac`, else by `mac` alone
/// (which does not encrypt). The sizes of these algorithms determine the layout of the key block.
struct cipher_suite {
    std::uint16_t id;             ///< CipherSuite, RFC 8446 appendix B.4
    std::string_view name;        ///< IANA's name, "TLS_AES_128_GCM_SHA256"
    protocol_version min_version; ///< first version that may use it
    protocol_version max_version; ///< last version that may use it
    const aead_algorithm* aead;   ///< record protection; null for suites with `mac`
    const hash_algorithm* hash;   ///< transcript hash, HKDF or PRF, and Finished
    unsigned strength;            ///< bits of security
    usage_limits limits;
    bool enabled_by_default; ///< offered if the user has not chosen suites

    // TLS 1.3 suites keep these defaults.
    key_exchange_method key_exchange = key_exchange_method::tls13;
    authentication_method authentication = authentication_method::tls13;
    nonce_construction nonce = nonce_construction::xor_sequence; ///< for `aead`
    const cbc_algorithm* cipher = nullptr; ///< CBC record protection (RFC 5246 section 6.2.3.2); null for none
    const hash_algorithm* mac = nullptr;   ///< hash of the record HMAC, with `cipher` or without encryption
    std::string_view openssl_name = {};    ///< "ECDHE-RSA-AES128-GCM-SHA256"; empty if OpenSSL uses IANA's name
    bool is_export = false;                ///< export suite: 40-bit keys, 512-bit key exchange (RFC 2246 section 6.3.1)
    const stream_algorithm* stream = nullptr; ///< stream cipher, instead of `cipher` (RFC 2246 section 6.2.3.1)

    /// Whether `version` may use the suite.
    constexpr bool usable_in(protocol_version version) const noexcept
    {
        return is_within(version, min_version, max_version);
    }
};

} // namespace tls

#pragma GCC visibility pop

#endif
