// Cipher suites, as rows of the registry.

#ifndef TLS_CRYPTO_CIPHER_SUITE_HPP
#define TLS_CRYPTO_CIPHER_SUITE_HPP

#include <tls/crypto/aead.hpp>
#include <tls/crypto/hash.hpp>
#include <tls/version.hpp>

#include <cstdint>
#include <string_view>

namespace tls {

/// How many records one key may protect or fail to open (RFC 8446 section 5.5,
/// draft-irtf-cfrg-aead-limits).
struct usage_limits {
    std::uint64_t sealed_records; ///< after this many a KeyUpdate is sent
    std::uint64_t forged_records; ///< after this many failures the connection ends (datagram protocols only go on)
};

/// A cipher suite. A row: data with pointers to the algorithms that it is made of. To add
/// one, describe it and hand it to registry::add: nothing else in the library names suites.
struct cipher_suite {
    std::uint16_t id;             ///< CipherSuite, RFC 8446 appendix B.4
    std::string_view name;        ///< IANA's name, "TLS_AES_128_GCM_SHA256"
    protocol_version min_version; ///< first version that may use it
    protocol_version max_version; ///< last version that may use it
    const aead_algorithm* aead;   ///< record protection
    const hash_algorithm* hash;   ///< transcript hash, HKDF and Finished
    unsigned strength;            ///< bits of security
    usage_limits limits;
    bool enabled_by_default; ///< offered when the user chose nothing
};

} // namespace tls

#endif
