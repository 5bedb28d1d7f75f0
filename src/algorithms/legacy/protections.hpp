// The record protections of the old suites: the part of their names after WITH.

#ifndef TLS_SRC_ALGORITHMS_LEGACY_PROTECTIONS_HPP
#define TLS_SRC_ALGORITHMS_LEGACY_PROTECTIONS_HPP

#include "algorithms/cryptopp/ciphers.hpp"
#include "algorithms/cryptopp/hash.hpp"
#include "algorithms/cryptopp/legacy_ciphers.hpp"

#include <tls/crypto/cipher_suite.hpp>

namespace tls::legacy {

/// A cipher with its MAC, and the last version that may use them.
struct protection {
    const cbc_algorithm* cipher; ///< null if `stream` is set
    const stream_algorithm* stream;
    const hash_algorithm* mac;
    unsigned strength; ///< bits, against the best known attack
    usage_limits limits;
    protocol_version max_version;
    bool is_export = false;
};

// A key with 64-bit blocks protects a gigabyte (CVE-2016-2183). RC4 leaks plaintext that is repeated over and over (RFC
// 7465), which no limit prevents.
inline constexpr usage_limits small_block_limits{std::uint64_t{1} << 16, 1};
inline constexpr usage_limits no_limits{std::uint64_t{1} << 62, 1};

// RFC 5246 appendix A.5 has RC4, RFC 5469 section 2 forbids DES and IDEA in TLS 1.2, and RFC 4346 appendix A.5 forbids
// export suites in TLS 1.1.
inline constexpr auto until_tls12 = protocol_version::tls1_2;
inline constexpr auto until_tls11 = protocol_version::tls1_1;
inline constexpr auto only_tls10 = protocol_version::tls1_0;

constexpr protection with_rc4(const hash_algorithm& mac)
{
    return {nullptr, &cryptopp::rc4_128, &mac, 64, no_limits, until_tls12};
}

constexpr protection with_cbc(const cbc_algorithm& cipher, unsigned strength, protocol_version max_version)
{
    return {&cipher, nullptr, &cryptopp::sha1, strength, small_block_limits, max_version};
}

/// An export suite: 40 bits of the key are secret. Its cipher is that of the full suite.
constexpr protection for_export(protection full, const hash_algorithm& mac)
{
    constexpr unsigned secret_bits = 40;
    return {full.cipher, full.stream, &mac, secret_bits, full.limits, only_tls10, true};
}

inline constexpr auto rc4_128_md5 = with_rc4(cryptopp::md5);
inline constexpr auto rc4_128_sha = with_rc4(cryptopp::sha1);
inline constexpr auto idea_cbc_sha = with_cbc(cryptopp::idea_cbc_records, 112, until_tls11);
inline constexpr auto des_cbc_sha = with_cbc(cryptopp::des_cbc_records, 56, until_tls11);
inline constexpr auto triple_des_cbc_sha = with_cbc(cryptopp::triple_des_cbc_records, 112, until_tls12);
inline constexpr auto rc2_cbc = with_cbc(cryptopp::rc2_cbc_records, 64, only_tls10);
inline constexpr auto rc4_40_md5 = for_export(rc4_128_md5, cryptopp::md5);
inline constexpr auto rc2_cbc_40_md5 = for_export(rc2_cbc, cryptopp::md5);
inline constexpr auto des40_cbc_sha = for_export(des_cbc_sha, cryptopp::sha1);

} // namespace tls::legacy

#endif
