// The record protections of the old suites: the part of their names after WITH.

#ifndef TLS_SRC_ALGORITHMS_LEGACY_PROTECTIONS_HPP
#define TLS_SRC_ALGORITHMS_LEGACY_PROTECTIONS_HPP

#include "algorithms/cryptopp/legacy_ciphers.hpp"
#include "algorithms/cryptopp/suite_rows.hpp"

namespace tls::legacy {

using suite_rows::protection;

/// RC4 leaks plaintext that is repeated over and over (RFC 7465), which no limit prevents.
consteval protection with_rc4(const hash_algorithm& mac)
{
    return {.stream = &cryptopp::rc4_128, .mac = &mac, .strength = 64};
}

/// RFC 5469 section 2 forbids DES and IDEA in TLS 1.2.
consteval protection with_old_cbc(const cbc_algorithm& cipher, unsigned strength)
{
    auto result = suite_rows::with_cbc(cipher, cryptopp::sha1, strength, small_block_limits);
    result.max_version = protocol_version::tls1_1;
    return result;
}

/// An export suite: 40 bits of the key are secret. Its cipher is that of the full suite. RFC 4346 appendix A.5 forbids
/// export suites in TLS 1.1.
consteval protection for_export(protection full, const hash_algorithm& mac)
{
    full.mac = &mac;
    full.strength = 40;
    full.max_version = protocol_version::tls1_0;
    full.is_export = true;
    return full;
}

inline constexpr auto rc4_128_md5 = with_rc4(cryptopp::md5);
inline constexpr auto rc4_128_sha = with_rc4(cryptopp::sha1);
inline constexpr auto idea_cbc_sha = with_old_cbc(cryptopp::idea_cbc_records, 112);
inline constexpr auto des_cbc_sha = with_old_cbc(cryptopp::des_cbc_records, 56);
inline constexpr auto rc4_40_md5 = for_export(rc4_128_md5, cryptopp::md5);
inline constexpr auto rc2_cbc_40_md5 = for_export(with_old_cbc(cryptopp::rc2_cbc_records, 64), cryptopp::md5);
inline constexpr auto des40_cbc_sha = for_export(des_cbc_sha, cryptopp::sha1);

} // namespace tls::legacy

#endif
