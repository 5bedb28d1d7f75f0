// The tables of all algorithms that the library implements, in order of preference.

#include "algorithms/cryptopp/aead.hpp"
#include "algorithms/cryptopp/cpu.hpp"
#include "algorithms/cryptopp/groups.hpp"
#include "algorithms/cryptopp/hash.hpp"
#include "algorithms/cryptopp/limits.hpp"
#include "algorithms/cryptopp/signatures.hpp"
#include "algorithms/legacy/suites.hpp"
#include "algorithms/mlkem/groups.hpp"
#include "crypto/diffie_hellman.hpp"
#include "crypto/hybrid_groups.hpp"
#include "crypto/implementations.hpp"
#include "crypto/suites_tls12.hpp"

#include <tls/crypto/registry.hpp>
#include <tls/crypto/rsa_decryption.hpp>

#include <array>

namespace tls {

namespace {

constexpr auto tls1_3 = protocol_version::tls1_3;

constexpr cipher_suite aes_128_gcm_sha256{
    0x1301, "TLS_AES_128_GCM_SHA256", tls1_3, tls1_3, &cryptopp::aes_128_gcm, &cryptopp::sha256, 128, gcm_limits, true};

constexpr cipher_suite aes_256_gcm_sha384{
    0x1302, "TLS_AES_256_GCM_SHA384", tls1_3, tls1_3, &cryptopp::aes_256_gcm, &cryptopp::sha384, 256, gcm_limits, true};

constexpr cipher_suite chacha20_poly1305_sha256{0x1303, "TLS_CHACHA20_POLY1305_SHA256", tls1_3,
                                                tls1_3, &cryptopp::chacha20_poly1305,   &cryptopp::sha256,
                                                256,    chacha20_poly1305_limits,       true};

constexpr cipher_suite aes_128_ccm_sha256{
    0x1304, "TLS_AES_128_CCM_SHA256", tls1_3, tls1_3, &cryptopp::aes_128_ccm, &cryptopp::sha256, 128, ccm_limits,
    false};

constexpr cipher_suite aes_128_ccm_8_sha256{
    0x1305, "TLS_AES_128_CCM_8_SHA256", tls1_3, tls1_3, &cryptopp::aes_128_ccm_8, &cryptopp::sha256, 128, ccm_8_limits,
    false};

// All TLS 1.3 suites are secure, so speed decides.
//   - AES-128-GCM first: the fastest on CPUs with AES instructions, and the choice of most peers, because RFC 8446
//     section 9.1 makes it mandatory.
//   - AES-256-GCM next, for policies that require 256 bits.
//   - ChaCha20-Poly1305 is the slowest of the three on such CPUs. On all others it is first: it is the fastest there,
//     and AES leaks its key through the cache.
//   - CCM needs two passes over the data and is for small devices: only offered on request. CCM with an 8-byte tag is
//     also a poor choice for long connections.
constexpr std::array suites_with_aes_instructions{&aes_128_gcm_sha256, &aes_256_gcm_sha384, &chacha20_poly1305_sha256,
                                                  &aes_128_ccm_sha256, &aes_128_ccm_8_sha256};
constexpr std::array suites_without{&chacha20_poly1305_sha256, &aes_128_gcm_sha256, &aes_256_gcm_sha384,
                                    &aes_128_ccm_sha256, &aes_128_ccm_8_sha256};

// The hybrid groups first: recorded traffic may be decrypted by a quantum computer one day. X25519MLKEM768 is the
// fastest of them and the one that most peers support.
// Then X25519: the fastest, constant-time, and supported almost everywhere. Then the NIST curves, secp256r1
// (mandatory, RFC 8446 section 9.1) before the stronger and slower ones. The finite field groups are last: they cost
// ten to fifty times as much as X25519, and their shares have up to 1024 bytes. The two largest are so expensive that
// they are not enabled by default. Neither is ML-KEM alone.
constexpr std::array groups{&reference_hybrid_groups[0], &reference_hybrid_groups[1], &reference_hybrid_groups[2],
                            &cryptopp::x25519,           &cryptopp::secp256r1,        &cryptopp::secp384r1,
                            &cryptopp::secp521r1,        &cryptopp::ffdhe2048,        &cryptopp::ffdhe3072,
                            &cryptopp::ffdhe4096,        &cryptopp::ffdhe6144,        &cryptopp::ffdhe8192,
                            &mlkem::portable_ml_kem_768, &mlkem::portable_ml_kem_1024};

constexpr std::array hashes{&cryptopp::sha256, &cryptopp::sha384, &cryptopp::sha512,  &cryptopp::sha224,
                            &cryptopp::sha1,   &cryptopp::md5,    &cryptopp::md5_sha1};

constexpr std::array key_algorithms{
    &cryptopp::ed25519_keys, &cryptopp::secp256r1_keys, &cryptopp::secp384r1_keys, &cryptopp::secp521r1_keys,
    &cryptopp::rsa_keys,     &cryptopp::rsa_pss_keys,   &cryptopp::dsa_keys,       &dh_keys};

// A hash and its collision resistance in bits; for SHA-1, against the best known attack.
struct hash_choice {
    const hash_algorithm* hash;
    unsigned strength;
};

constexpr hash_choice md5{&cryptopp::md5, 16};
constexpr hash_choice sha1{&cryptopp::sha1, 61};
// Both together are hardly stronger than the better one (Joux 2004).
constexpr hash_choice md5_sha1{&cryptopp::md5_sha1, 61};
constexpr hash_choice sha224{&cryptopp::sha224, 112};
constexpr hash_choice sha256{&cryptopp::sha256, 128};
constexpr hash_choice sha384{&cryptopp::sha384, 192};
constexpr hash_choice sha512{&cryptopp::sha512, 256};

constexpr bool in_handshake = true;
constexpr bool in_certificates = false; // RFC 8446 section 4.2.3: never in a TLS 1.3 CertificateVerify

// RFC 9155: in TLS 1.2, SHA-1 signatures are not offered.
consteval bool is_offered(hash_choice hash)
{
    return hash.strength >= 112;
}

using id = signature_scheme_id;

consteval signature_scheme ecdsa(id code_point, std::string_view name, key_type key, hash_choice hash,
                                 bool tls13_handshake)
{
    return {static_cast<std::uint16_t>(code_point),
            name,
            key,
            signature_encoding::ecdsa,
            hash.hash,
            tls13_handshake,
            hash.strength,
            &cryptopp::make_ecdsa_signer,
            &cryptopp::make_ecdsa_verifier,
            is_offered(hash)};
}

consteval signature_scheme rsa_pss(id code_point, std::string_view name, key_type key, hash_choice hash)
{
    return {static_cast<std::uint16_t>(code_point),
            name,
            key,
            signature_encoding::rsa_pss,
            hash.hash,
            in_handshake,
            hash.strength,
            &cryptopp::make_rsa_signer,
            &cryptopp::make_rsa_verifier};
}

consteval signature_scheme rsa_pkcs1(id code_point, std::string_view name, hash_choice hash)
{
    return {static_cast<std::uint16_t>(code_point),
            name,
            key_type::rsa,
            signature_encoding::rsa_pkcs1,
            hash.hash,
            in_certificates,
            hash.strength,
            &cryptopp::make_rsa_signer,
            &cryptopp::make_rsa_verifier,
            is_offered(hash)};
}

// TLS 1.3 has no DSA. TLS 1.2 supports it on request; nobody should use it for new signatures.
consteval signature_scheme dsa(id code_point, std::string_view name, hash_choice hash)
{
    constexpr bool offered = false;
    return {static_cast<std::uint16_t>(code_point),
            name,
            key_type::dsa,
            signature_encoding::dsa,
            hash.hash,
            in_certificates,
            hash.strength,
            &cryptopp::make_dsa_signer,
            &cryptopp::make_dsa_verifier,
            offered};
}

consteval signature_scheme ed25519()
{
    return {static_cast<std::uint16_t>(id::ed25519),
            "ed25519",
            key_type::ed25519,
            signature_encoding::eddsa,
            nullptr,
            in_handshake,
            128,
            &cryptopp::make_ed25519_signer,
            &cryptopp::make_ed25519_verifier};
}

// This order is the preference between keys of several types and between the schemes offered to peers.
//   - Ed25519 first: small, fast, constant-time here, and without a nonce that could fail. Few servers have such
//     certificates, but a user who configured one wants it used.
//   - ECDSA next, because its signatures and certificates are small: secp256r1 (mandatory, RFC 8446 section 9.1)
//     first, as the fastest.
//   - RSA-PSS: SHA-256 first, because all peers support it; rsaEncryption keys before RSASSA-PSS keys, which are rare.
//   - RSA PKCS#1 v1.5, only in certificates; SHA-1 and MD5 are there for policies to reject.
//   - Last, combinations without a code point that occur in certificates. TLS 1.3 ties each curve to one hash; CAs
//     do not, and neither does TLS 1.2, where find_signature_scheme(key, id, version) returns these rows (ecdsa_sha1
//     covers all curves, so it has the row of one). Also DSA, which policies reject, and the RSA signature of TLS 1.0
//     and 1.1, over MD5 and SHA-1 together.
constexpr std::array signature_schemes{
    ed25519(),
    ecdsa(id::ecdsa_secp256r1_sha256, "ecdsa_secp256r1_sha256", key_type::secp256r1, sha256, in_handshake),
    ecdsa(id::ecdsa_secp384r1_sha384, "ecdsa_secp384r1_sha384", key_type::secp384r1, sha384, in_handshake),
    ecdsa(id::ecdsa_secp521r1_sha512, "ecdsa_secp521r1_sha512", key_type::secp521r1, sha512, in_handshake),
    rsa_pss(id::rsa_pss_rsae_sha256, "rsa_pss_rsae_sha256", key_type::rsa, sha256),
    rsa_pss(id::rsa_pss_rsae_sha384, "rsa_pss_rsae_sha384", key_type::rsa, sha384),
    rsa_pss(id::rsa_pss_rsae_sha512, "rsa_pss_rsae_sha512", key_type::rsa, sha512),
    rsa_pss(id::rsa_pss_pss_sha256, "rsa_pss_pss_sha256", key_type::rsa_pss, sha256),
    rsa_pss(id::rsa_pss_pss_sha384, "rsa_pss_pss_sha384", key_type::rsa_pss, sha384),
    rsa_pss(id::rsa_pss_pss_sha512, "rsa_pss_pss_sha512", key_type::rsa_pss, sha512),
    rsa_pkcs1(id::rsa_pkcs1_sha256, "rsa_pkcs1_sha256", sha256),
    rsa_pkcs1(id::rsa_pkcs1_sha384, "rsa_pkcs1_sha384", sha384),
    rsa_pkcs1(id::rsa_pkcs1_sha512, "rsa_pkcs1_sha512", sha512),
    rsa_pkcs1(id::rsa_pkcs1_sha1, "rsa_pkcs1_sha1", sha1),
    rsa_pkcs1(id::none, "rsa_pkcs1_with_SHA-224", sha224),
    rsa_pkcs1(id::none, "rsa_pkcs1_with_MD5", md5),
    rsa_pkcs1(id::none, "rsa_pkcs1_md5_sha1", md5_sha1),
    ecdsa(id::none, "ecdsa_secp256r1_with_SHA-384", key_type::secp256r1, sha384, in_certificates),
    ecdsa(id::none, "ecdsa_secp256r1_with_SHA-512", key_type::secp256r1, sha512, in_certificates),
    ecdsa(id::none, "ecdsa_secp384r1_with_SHA-256", key_type::secp384r1, sha256, in_certificates),
    ecdsa(id::none, "ecdsa_secp384r1_with_SHA-512", key_type::secp384r1, sha512, in_certificates),
    ecdsa(id::none, "ecdsa_secp521r1_with_SHA-256", key_type::secp521r1, sha256, in_certificates),
    ecdsa(id::none, "ecdsa_secp521r1_with_SHA-384", key_type::secp521r1, sha384, in_certificates),
    ecdsa(id::none, "ecdsa_secp256r1_with_SHA-224", key_type::secp256r1, sha224, in_certificates),
    ecdsa(id::none, "ecdsa_secp384r1_with_SHA-224", key_type::secp384r1, sha224, in_certificates),
    ecdsa(id::none, "ecdsa_secp521r1_with_SHA-224", key_type::secp521r1, sha224, in_certificates),
    ecdsa(id::ecdsa_sha1, "ecdsa_sha1", key_type::secp256r1, sha1, in_certificates),
    ecdsa(id::none, "ecdsa_secp384r1_with_SHA-1", key_type::secp384r1, sha1, in_certificates),
    ecdsa(id::none, "ecdsa_secp521r1_with_SHA-1", key_type::secp521r1, sha1, in_certificates),
    dsa(id::dsa_sha256, "dsa_sha256", sha256),
    dsa(id::none, "dsa_with_SHA-224", sha224),
    dsa(id::dsa_sha1, "dsa_sha1", sha1),
};

registry make_reference_registry()
{
    registry made;
    for (auto* suite : cryptopp::has_aes_gcm_instructions() ? suites_with_aes_instructions : suites_without)
        made.add(*suite);
    for (auto& suite : tls12_suites(cryptopp::has_aes_gcm_instructions()))
        made.add(suite);
    for (auto& suite : legacy::suites())
        made.add(suite);
    for (auto* hash : hashes) // adds those that no suite uses
        made.replace(*hash);
    for (auto* group : groups)
        made.add(*group);
    for (auto& scheme : signature_schemes)
        made.add(scheme);
    for (auto* algorithm : key_algorithms)
        made.add(*algorithm);
    return made;
}

} // namespace

registry registry_with(std::span<const implementation> chosen)
{
    auto made = reference_registry();
    // RFC 5246 section 7.4.7.1: anything that decryption reveals about a ciphertext, such as its timing, lets an
    // attacker decrypt others (Bleichenbacher's attack). Crypto++'s decryption is not constant-time, so only another
    // implementation may enable decryption.
    auto rsa_keys = cryptopp::rsa_keys;
    rsa_keys.make_decrypter = nullptr;
    made.add(rsa_keys);
    for (auto& implementation : chosen)
        implementation.install(made);
    return made;
}

const key_algorithm& rsa_keys_with_variable_time_decryption() noexcept
{
    return cryptopp::rsa_keys;
}

const registry& reference_registry()
{
    static const auto reference = make_reference_registry();
    return reference;
}

const std::shared_ptr<const registry>& registry::standard()
{
    static const auto standard_registry = std::make_shared<const registry>(registry_with(implementations()));
    return standard_registry;
}

} // namespace tls
