// Tables of the cipher suites before TLS 1.3. Their names have two parts, and so do their rows: the part before WITH is
// an `agreement`, the part after it a `protection`.

#ifndef TLS_SRC_ALGORITHMS_CRYPTOPP_SUITE_ROWS_HPP
#define TLS_SRC_ALGORITHMS_CRYPTOPP_SUITE_ROWS_HPP

#include "algorithms/cryptopp/ciphers.hpp"
#include "algorithms/cryptopp/hash.hpp"
#include "algorithms/cryptopp/limits.hpp"

#include <tls/crypto/cipher_suite.hpp>

namespace tls::suite_rows {

/// How the suite protects records, and the last version that may use it.
struct protection {
    const aead_algorithm* aead = nullptr;
    const cbc_algorithm* cipher = nullptr;
    const stream_algorithm* stream = nullptr;
    const hash_algorithm* mac = nullptr;
    /// Of TLS 1.2. RFC 5246 section 5: suites that are older than TLS 1.2 use SHA-256.
    const hash_algorithm* prf = &cryptopp::sha256;
    unsigned strength = 0; ///< bits, against the best known attack
    usage_limits limits = unlimited;
    protocol_version max_version = protocol_version::tls1_2;
    nonce_construction nonce = nonce_construction::explicit_sequence;
    bool is_export = false;
};

consteval protection with_cbc(const cbc_algorithm& cipher, const hash_algorithm& mac, unsigned strength,
                              usage_limits limits)
{
    return {.cipher = &cipher, .mac = &mac, .strength = strength, .limits = limits};
}

inline constexpr auto aes_128_cbc_sha = with_cbc(cryptopp::aes_128_cbc_records, cryptopp::sha1, 128, cbc_limits);
inline constexpr auto aes_256_cbc_sha = with_cbc(cryptopp::aes_256_cbc_records, cryptopp::sha1, 256, cbc_limits);
inline constexpr auto triple_des_cbc_sha =
    with_cbc(cryptopp::triple_des_cbc_records, cryptopp::sha1, 112, small_block_limits);

struct agreement {
    key_exchange_method key_exchange;
    authentication_method authentication;
};

inline constexpr agreement ecdhe_ecdsa{key_exchange_method::ecdhe, authentication_method::ecdsa};
inline constexpr agreement ecdhe_rsa{key_exchange_method::ecdhe, authentication_method::rsa};
inline constexpr agreement dhe_rsa{key_exchange_method::dhe, authentication_method::rsa};
inline constexpr agreement dhe_dss{key_exchange_method::dhe, authentication_method::dsa};
inline constexpr agreement ecdhe_psk{key_exchange_method::ecdhe_psk, authentication_method::psk};
inline constexpr agreement dhe_psk{key_exchange_method::dhe_psk, authentication_method::psk};
inline constexpr agreement rsa_psk{key_exchange_method::rsa_psk, authentication_method::rsa};
inline constexpr agreement psk{key_exchange_method::psk, authentication_method::psk};
inline constexpr agreement rsa{key_exchange_method::rsa, authentication_method::rsa};
inline constexpr agreement rsa_export{key_exchange_method::rsa_export, authentication_method::rsa};
inline constexpr agreement dh_rsa{key_exchange_method::dh, authentication_method::rsa};
inline constexpr agreement dh_dss{key_exchange_method::dh, authentication_method::dsa};
inline constexpr agreement dh_anon{key_exchange_method::dh_anon, authentication_method::anonymous};

struct row {
    std::uint16_t id;
    std::string_view name;
    std::string_view openssl_name;
    const agreement& agreed;
    const protection& protected_by;
};

/// Returns the suite of a row, not enabled by default. Suites with an MD5 or SHA-1 MAC are older than TLS 1.2.
constexpr cipher_suite make_suite(const row& r)
{
    const auto& p = r.protected_by;
    const bool is_old = p.mac == &cryptopp::md5 || p.mac == &cryptopp::sha1;
    return {.id = r.id,
            .name = r.name,
            .min_version = is_old ? protocol_version::tls1_0 : protocol_version::tls1_2,
            .max_version = p.max_version,
            .aead = p.aead,
            .hash = p.prf,
            .strength = p.strength,
            .limits = p.limits,
            .enabled_by_default = false,
            .key_exchange = r.agreed.key_exchange,
            .authentication = r.agreed.authentication,
            .nonce = p.nonce,
            .cipher = p.cipher,
            .mac = p.mac,
            .openssl_name = r.openssl_name,
            .is_export = p.is_export,
            .stream = p.stream};
}

} // namespace tls::suite_rows

#endif
