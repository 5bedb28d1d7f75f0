// The tables of what the library implements, in order of preference.

#include "algorithms/cryptopp/aead.hpp"
#include "algorithms/cryptopp/cpu.hpp"
#include "algorithms/cryptopp/groups.hpp"
#include "algorithms/cryptopp/hash.hpp"
#include "algorithms/cryptopp/signatures.hpp"
#include "crypto/implementations.hpp"
#include "crypto/limits.hpp"
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

// Every suite of TLS 1.3 is secure, so speed decides.
//   - AES-128-GCM first: the fastest where the CPU has instructions for it, and RFC 8446 section 9.1
//     makes it mandatory, so it is what most peers choose too.
//   - AES-256-GCM next, for policies that want 256 bits.
//   - ChaCha20-Poly1305 is the slowest of the three on such CPUs and the fastest on all others, where
//     AES also betrays its key through the cache: there it comes first.
//   - CCM takes two passes over the data and is for small devices: never offered unless asked for. The
//     one with a tag of 8 bytes is moreover a poor fit for long connections.
constexpr std::array suites_with_aes_instructions{&aes_128_gcm_sha256, &aes_256_gcm_sha384, &chacha20_poly1305_sha256,
                                                  &aes_128_ccm_sha256, &aes_128_ccm_8_sha256};
constexpr std::array suites_without{&chacha20_poly1305_sha256, &aes_128_gcm_sha256, &aes_256_gcm_sha384,
                                    &aes_128_ccm_sha256, &aes_128_ccm_8_sha256};

// X25519 first: the fastest, in constant time, and supported almost everywhere. Then the NIST curves,
// secp256r1 (mandatory, RFC 8446 section 9.1) before the stronger and slower ones. The finite field
// groups cost ten to fifty times what X25519 does, with shares of up to 512 bytes: last. The two largest cost a server
// so much that a client's choice of them must be allowed by name.
constexpr std::array groups{&cryptopp::x25519,    &cryptopp::secp256r1, &cryptopp::secp384r1,
                            &cryptopp::secp521r1, &cryptopp::ffdhe2048, &cryptopp::ffdhe3072,
                            &cryptopp::ffdhe4096, &cryptopp::ffdhe6144, &cryptopp::ffdhe8192};

constexpr std::array hashes{&cryptopp::sha256, &cryptopp::sha384, &cryptopp::sha512,
                            &cryptopp::sha224, &cryptopp::sha1,   &cryptopp::md5};

constexpr std::array key_algorithms{&cryptopp::ed25519_keys,   &cryptopp::secp256r1_keys, &cryptopp::secp384r1_keys,
                                    &cryptopp::secp521r1_keys, &cryptopp::rsa_keys,       &cryptopp::rsa_pss_keys,
                                    &cryptopp::dsa_keys};

// A hash and its bits of security against collisions; for SHA-1, what the best known attack leaves.
struct hash_choice {
    const hash_algorithm* hash;
    unsigned strength;
};

constexpr hash_choice md5{&cryptopp::md5, 16};
constexpr hash_choice sha1{&cryptopp::sha1, 61};
constexpr hash_choice sha224{&cryptopp::sha224, 112};
constexpr hash_choice sha256{&cryptopp::sha256, 128};
constexpr hash_choice sha384{&cryptopp::sha384, 192};
constexpr hash_choice sha512{&cryptopp::sha512, 256};

constexpr bool in_handshake = true;
constexpr bool in_certificates = false; // RFC 8446 section 4.2.3: never in the CertificateVerify of TLS 1.3

// RFC 9155: in TLS 1.2, signatures with SHA-1 are not asked for.
constexpr bool is_offered(hash_choice hash)
{
    return hash.strength >= 112;
}

using id = signature_scheme_id;

constexpr signature_scheme ecdsa(id code_point, std::string_view name, key_type key, hash_choice hash,
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

constexpr signature_scheme rsa_pss(id code_point, std::string_view name, key_type key, hash_choice hash)
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

constexpr signature_scheme rsa_pkcs1(id code_point, std::string_view name, hash_choice hash)
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

// TLS 1.3 does not know DSA. TLS 1.2 does, for who asks for it; nobody should sign with it any more.
constexpr signature_scheme dsa(id code_point, std::string_view name, hash_choice hash)
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

constexpr signature_scheme ed25519()
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

// The order decides between keys of several kinds, and what peers are asked for.
//   - Ed25519 first: small, fast, in constant time here, and without a nonce that could go wrong. Few
//     have such certificates, but who configured one wants it used.
//   - ECDSA next, since its signatures and certificates are small: secp256r1 (mandatory, RFC 8446
//     section 9.1) first, as the fastest.
//   - RSA-PSS: SHA-256 first, as everybody has it; keys of rsaEncryption before those of RSASSA-PSS,
//     which are rare.
//   - RSA PKCS#1 v1.5, in certificates only; those with SHA-1 and MD5 are there for policies to refuse.
//   - Last, what certificates hold and no code point names: TLS 1.3 ties each curve to one hash,
//     certification authorities do not, nor does TLS 1.2, where find_signature_scheme(key, id, version) leads
//     here (ecdsa_sha1 stands for all curves, so it has the row of one); and DSA, which policies refuse.
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
    for (auto* hash : hashes) // appends those that no suite has brought along
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
    // RFC 5246 section 7.4.7.1: what decryption gives away about a ciphertext, be it by the time it takes, decrypts
    // others. Crypto++'s does not take a constant time: only an implementation may put decryption back.
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
