// Cipher suites, as rows of the registry.

#ifndef TLS_CRYPTO_CIPHER_SUITE_HPP
#define TLS_CRYPTO_CIPHER_SUITE_HPP

#include <tls/crypto/aead.hpp>
#include <tls/crypto/cbc.hpp>
#include <tls/crypto/hash.hpp>
#include <tls/version.hpp>

#include <cstdint>
#include <string_view>

#pragma GCC visibility push(default)

namespace tls {

/// How many records one key may protect or fail to open (RFC 8446 section 5.5,
/// draft-irtf-cfrg-aead-limits).
struct usage_limits {
    std::uint64_t sealed_records; ///< after this many a KeyUpdate is sent; before TLS 1.3 the connection ends
    std::uint64_t forged_records; ///< after this many failures the connection ends (datagram protocols only go on)
};

/// How client and server agree on a secret. Before TLS 1.3 the suite says so.
enum class key_exchange_method : std::uint8_t {
    tls13,     ///< negotiated by extensions of their own (RFC 8446 section 4.1.1)
    ecdhe,     ///< RFC 8422
    dhe,       ///< RFC 5246 section 7.4.3
    rsa,       ///< the client encrypts it, without forward secrecy: RFC 5246 section 7.4.7.1
    psk,       ///< RFC 4279 section 2
    dhe_psk,   ///< RFC 4279 section 3
    rsa_psk,   ///< RFC 4279 section 4
    ecdhe_psk, ///< RFC 5489
};

/// What kind of key the server proves to have. Before TLS 1.3 the suite says so.
enum class authentication_method : std::uint8_t {
    tls13, ///< negotiated by extensions of their own
    rsa,   ///< RSA signatures of either padding, or (with key exchanges rsa and rsa_psk) decryption
    ecdsa, ///< ECDSA and EdDSA (RFC 8422 section 2.1)
    dsa,
    psk, ///< no certificate: the pre-shared key alone
};

/// How the nonce of an AEAD comes out of IV and sequence number.
enum class nonce_construction : std::uint8_t {
    xor_sequence,      ///< nothing is sent: RFC 8446 section 5.3, RFC 7905 section 2
    explicit_sequence, ///< an IV of four bytes, then the sequence number, which is sent: RFC 5288 section 3
};

/// A cipher suite. A row: data with pointers to the algorithms that it is made of. To add
/// one, describe it and hand it to registry::add: nothing else in the library names suites.
///
/// Records are protected by `aead`, or else by `cipher` and `mac`, or else by `mac` alone (which
/// encrypts nothing); what of the key block each takes follows from their sizes.
struct cipher_suite {
    std::uint16_t id;             ///< CipherSuite, RFC 8446 appendix B.4
    std::string_view name;        ///< IANA's name, "TLS_AES_128_GCM_SHA256"
    protocol_version min_version; ///< first version that may use it
    protocol_version max_version; ///< last version that may use it
    const aead_algorithm* aead;   ///< record protection; null for the suites of `cipher` and `mac`
    const hash_algorithm* hash;   ///< transcript hash, HKDF or PRF, and Finished
    unsigned strength;            ///< bits of security
    usage_limits limits;
    bool enabled_by_default; ///< offered when the user chose nothing

    // What a suite of TLS 1.3 leaves as it is.
    key_exchange_method key_exchange = key_exchange_method::tls13;
    authentication_method authentication = authentication_method::tls13;
    nonce_construction nonce = nonce_construction::xor_sequence; ///< of the AEAD
    const cbc_algorithm* cipher = nullptr; ///< CBC record protection (RFC 5246 section 6.2.3.2); null for none
    const hash_algorithm* mac = nullptr;   ///< hash of the records' HMAC, beside `cipher` or without encryption
    std::string_view openssl_name = {};    ///< "ECDHE-RSA-AES128-GCM-SHA256"; empty if OpenSSL has no other name

    /// Whether the version may use it.
    constexpr bool usable_in(protocol_version version) const noexcept
    {
        return is_within(version, min_version, max_version);
    }
};

} // namespace tls

#pragma GCC visibility pop

#endif
