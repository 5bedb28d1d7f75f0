#include "crypto/suites_tls12.hpp"

#include "algorithms/cryptopp/aead.hpp"
#include "algorithms/cryptopp/suite_rows.hpp"

#include <algorithm>

namespace tls {

namespace {

using namespace cryptopp;
using namespace suite_rows;

consteval protection with_aead(const aead_algorithm& aead, const hash_algorithm& prf, unsigned strength,
                               usage_limits limits)
{
    return {.aead = &aead, .prf = &prf, .strength = strength, .limits = limits};
}

consteval protection with_cbc(const cbc_algorithm& cipher, const hash_algorithm& mac, const hash_algorithm& prf,
                              unsigned strength)
{
    return {.cipher = &cipher, .mac = &mac, .prf = &prf, .strength = strength, .limits = cbc_limits};
}

consteval protection with_mac(const hash_algorithm& mac, const hash_algorithm& prf)
{
    return {.mac = &mac, .prf = &prf};
}

constexpr auto aes_128_gcm = with_aead(cryptopp::aes_128_gcm, sha256, 128, gcm_limits);
constexpr auto aes_256_gcm = with_aead(cryptopp::aes_256_gcm, sha384, 256, gcm_limits);
constexpr protection chacha20_poly1305{.aead = &cryptopp::chacha20_poly1305,
                                       .prf = &sha256,
                                       .strength = 256,
                                       .limits = chacha20_poly1305_limits,
                                       .nonce = nonce_construction::xor_sequence};
constexpr auto aes_128_ccm = with_aead(cryptopp::aes_128_ccm, sha256, 128, ccm_limits);
constexpr auto aes_256_ccm = with_aead(cryptopp::aes_256_ccm, sha256, 256, ccm_limits);
constexpr auto aes_128_ccm_8 = with_aead(cryptopp::aes_128_ccm_8, sha256, 128, ccm_8_limits);
constexpr auto aes_256_ccm_8 = with_aead(cryptopp::aes_256_ccm_8, sha256, 256, ccm_8_limits);
constexpr auto camellia_128_gcm = with_aead(cryptopp::camellia_128_gcm, sha256, 128, gcm_limits);
constexpr auto camellia_256_gcm = with_aead(cryptopp::camellia_256_gcm, sha384, 256, gcm_limits);
constexpr auto aria_128_gcm = with_aead(cryptopp::aria_128_gcm, sha256, 128, gcm_limits);
constexpr auto aria_256_gcm = with_aead(cryptopp::aria_256_gcm, sha384, 256, gcm_limits);

constexpr auto aes_128_cbc_sha256 = with_cbc(aes_128_cbc_records, sha256, sha256, 128);
constexpr auto aes_256_cbc_sha256 = with_cbc(aes_256_cbc_records, sha256, sha256, 256);
constexpr auto aes_256_cbc_sha384 = with_cbc(aes_256_cbc_records, sha384, sha384, 256);
constexpr auto camellia_128_cbc_sha = with_cbc(camellia_128_cbc_records, sha1, sha256, 128);
constexpr auto camellia_256_cbc_sha = with_cbc(camellia_256_cbc_records, sha1, sha256, 256);
constexpr auto camellia_128_cbc_sha256 = with_cbc(camellia_128_cbc_records, sha256, sha256, 128);
constexpr auto camellia_256_cbc_sha256 = with_cbc(camellia_256_cbc_records, sha256, sha256, 256);
constexpr auto camellia_256_cbc_sha384 = with_cbc(camellia_256_cbc_records, sha384, sha384, 256);
constexpr auto aria_128_cbc_sha256 = with_cbc(aria_128_cbc_records, sha256, sha256, 128);
constexpr auto aria_256_cbc_sha384 = with_cbc(aria_256_cbc_records, sha384, sha384, 256);

constexpr auto null_md5 = with_mac(md5, sha256);
constexpr auto null_sha = with_mac(sha1, sha256);
constexpr auto null_sha256 = with_mac(sha256, sha256);
constexpr auto null_sha384 = with_mac(sha384, sha384);

// The first six are offered by default, in the order of TLS 1.3: they have forward secrecy and an AEAD that is fast on
// some CPUs. ECDSA before RSA, because its signatures are faster and its certificates smaller.
//
// The other suites are only used on request, the best protection first.
//   - DHE costs ten times as much as ECDHE, and a client cannot announce the groups it accepts before it gets one.
//   - PSK with (EC)DHE: as secure as the above, for users who have pre-shared keys.
//   - CCM needs two passes; an 8-byte tag makes forgeries easier.
//   - Camellia and ARIA use key-dependent table lookups.
//   - CBC is MAC-then-encrypt, the wrong order, unless the peer supports encrypt-then-MAC (RFC 7366).
//   - Without (EC)DHE there is no forward secrecy: a key that leaks later decrypts recorded traffic. And RSA decryption
//     becomes an oracle for attackers if it is implemented slightly wrong (Bleichenbacher, ROBOT).
//   - 3DES: 64-bit blocks repeat after some gigabytes (Sweet32, CVE-2016-2183).
//   - NULL does not encrypt.
//
// Suites with DH_RSA, DH_DSS and DH_anon are in the module `legacy`.
constexpr row rows[] = {
    {0xc02b, "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", "ECDHE-ECDSA-AES128-GCM-SHA256", ecdhe_ecdsa, aes_128_gcm},
    {0xc02f, "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "ECDHE-RSA-AES128-GCM-SHA256", ecdhe_rsa, aes_128_gcm},
    {0xc02c, "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384", "ECDHE-ECDSA-AES256-GCM-SHA384", ecdhe_ecdsa, aes_256_gcm},
    {0xc030, "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", "ECDHE-RSA-AES256-GCM-SHA384", ecdhe_rsa, aes_256_gcm},
    {0xcca9, "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256", "ECDHE-ECDSA-CHACHA20-POLY1305", ecdhe_ecdsa,
     chacha20_poly1305},
    {0xcca8, "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256", "ECDHE-RSA-CHACHA20-POLY1305", ecdhe_rsa,
     chacha20_poly1305},
    {0x009e, "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256", "DHE-RSA-AES128-GCM-SHA256", dhe_rsa, aes_128_gcm},
    {0x009f, "TLS_DHE_RSA_WITH_AES_256_GCM_SHA384", "DHE-RSA-AES256-GCM-SHA384", dhe_rsa, aes_256_gcm},
    {0x00a2, "TLS_DHE_DSS_WITH_AES_128_GCM_SHA256", "DHE-DSS-AES128-GCM-SHA256", dhe_dss, aes_128_gcm},
    {0x00a3, "TLS_DHE_DSS_WITH_AES_256_GCM_SHA384", "DHE-DSS-AES256-GCM-SHA384", dhe_dss, aes_256_gcm},
    {0xd001, "TLS_ECDHE_PSK_WITH_AES_128_GCM_SHA256", "", ecdhe_psk, aes_128_gcm},
    {0xd002, "TLS_ECDHE_PSK_WITH_AES_256_GCM_SHA384", "", ecdhe_psk, aes_256_gcm},
    {0x00aa, "TLS_DHE_PSK_WITH_AES_128_GCM_SHA256", "DHE-PSK-AES128-GCM-SHA256", dhe_psk, aes_128_gcm},
    {0x00ab, "TLS_DHE_PSK_WITH_AES_256_GCM_SHA384", "DHE-PSK-AES256-GCM-SHA384", dhe_psk, aes_256_gcm},
    {0xccaa, "TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256", "DHE-RSA-CHACHA20-POLY1305", dhe_rsa, chacha20_poly1305},
    {0xccac, "TLS_ECDHE_PSK_WITH_CHACHA20_POLY1305_SHA256", "ECDHE-PSK-CHACHA20-POLY1305", ecdhe_psk,
     chacha20_poly1305},
    {0xccad, "TLS_DHE_PSK_WITH_CHACHA20_POLY1305_SHA256", "DHE-PSK-CHACHA20-POLY1305", dhe_psk, chacha20_poly1305},
    {0xc0ac, "TLS_ECDHE_ECDSA_WITH_AES_128_CCM", "ECDHE-ECDSA-AES128-CCM", ecdhe_ecdsa, aes_128_ccm},
    {0xc0ad, "TLS_ECDHE_ECDSA_WITH_AES_256_CCM", "ECDHE-ECDSA-AES256-CCM", ecdhe_ecdsa, aes_256_ccm},
    {0xc09e, "TLS_DHE_RSA_WITH_AES_128_CCM", "DHE-RSA-AES128-CCM", dhe_rsa, aes_128_ccm},
    {0xc09f, "TLS_DHE_RSA_WITH_AES_256_CCM", "DHE-RSA-AES256-CCM", dhe_rsa, aes_256_ccm},
    {0xd005, "TLS_ECDHE_PSK_WITH_AES_128_CCM_SHA256", "", ecdhe_psk, aes_128_ccm},
    {0xc0a6, "TLS_DHE_PSK_WITH_AES_128_CCM", "DHE-PSK-AES128-CCM", dhe_psk, aes_128_ccm},
    {0xc0a7, "TLS_DHE_PSK_WITH_AES_256_CCM", "DHE-PSK-AES256-CCM", dhe_psk, aes_256_ccm},
    {0xc0ae, "TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8", "ECDHE-ECDSA-AES128-CCM8", ecdhe_ecdsa, aes_128_ccm_8},
    {0xc0af, "TLS_ECDHE_ECDSA_WITH_AES_256_CCM_8", "ECDHE-ECDSA-AES256-CCM8", ecdhe_ecdsa, aes_256_ccm_8},
    {0xc0a2, "TLS_DHE_RSA_WITH_AES_128_CCM_8", "DHE-RSA-AES128-CCM8", dhe_rsa, aes_128_ccm_8},
    {0xc0a3, "TLS_DHE_RSA_WITH_AES_256_CCM_8", "DHE-RSA-AES256-CCM8", dhe_rsa, aes_256_ccm_8},
    {0xd003, "TLS_ECDHE_PSK_WITH_AES_128_CCM_8_SHA256", "", ecdhe_psk, aes_128_ccm_8},
    {0xc0aa, "TLS_PSK_DHE_WITH_AES_128_CCM_8", "DHE-PSK-AES128-CCM8", dhe_psk, aes_128_ccm_8},
    {0xc0ab, "TLS_PSK_DHE_WITH_AES_256_CCM_8", "DHE-PSK-AES256-CCM8", dhe_psk, aes_256_ccm_8},
    {0xc086, "TLS_ECDHE_ECDSA_WITH_CAMELLIA_128_GCM_SHA256", "", ecdhe_ecdsa, camellia_128_gcm},
    {0xc08a, "TLS_ECDHE_RSA_WITH_CAMELLIA_128_GCM_SHA256", "", ecdhe_rsa, camellia_128_gcm},
    {0xc087, "TLS_ECDHE_ECDSA_WITH_CAMELLIA_256_GCM_SHA384", "", ecdhe_ecdsa, camellia_256_gcm},
    {0xc08b, "TLS_ECDHE_RSA_WITH_CAMELLIA_256_GCM_SHA384", "", ecdhe_rsa, camellia_256_gcm},
    {0xc07c, "TLS_DHE_RSA_WITH_CAMELLIA_128_GCM_SHA256", "", dhe_rsa, camellia_128_gcm},
    {0xc07d, "TLS_DHE_RSA_WITH_CAMELLIA_256_GCM_SHA384", "", dhe_rsa, camellia_256_gcm},
    {0xc080, "TLS_DHE_DSS_WITH_CAMELLIA_128_GCM_SHA256", "", dhe_dss, camellia_128_gcm},
    {0xc081, "TLS_DHE_DSS_WITH_CAMELLIA_256_GCM_SHA384", "", dhe_dss, camellia_256_gcm},
    {0xc090, "TLS_DHE_PSK_WITH_CAMELLIA_128_GCM_SHA256", "", dhe_psk, camellia_128_gcm},
    {0xc091, "TLS_DHE_PSK_WITH_CAMELLIA_256_GCM_SHA384", "", dhe_psk, camellia_256_gcm},
    {0xc05c, "TLS_ECDHE_ECDSA_WITH_ARIA_128_GCM_SHA256", "ECDHE-ECDSA-ARIA128-GCM-SHA256", ecdhe_ecdsa, aria_128_gcm},
    {0xc060, "TLS_ECDHE_RSA_WITH_ARIA_128_GCM_SHA256", "ECDHE-ARIA128-GCM-SHA256", ecdhe_rsa, aria_128_gcm},
    {0xc05d, "TLS_ECDHE_ECDSA_WITH_ARIA_256_GCM_SHA384", "ECDHE-ECDSA-ARIA256-GCM-SHA384", ecdhe_ecdsa, aria_256_gcm},
    {0xc061, "TLS_ECDHE_RSA_WITH_ARIA_256_GCM_SHA384", "ECDHE-ARIA256-GCM-SHA384", ecdhe_rsa, aria_256_gcm},
    {0xc052, "TLS_DHE_RSA_WITH_ARIA_128_GCM_SHA256", "DHE-RSA-ARIA128-GCM-SHA256", dhe_rsa, aria_128_gcm},
    {0xc053, "TLS_DHE_RSA_WITH_ARIA_256_GCM_SHA384", "DHE-RSA-ARIA256-GCM-SHA384", dhe_rsa, aria_256_gcm},
    {0xc056, "TLS_DHE_DSS_WITH_ARIA_128_GCM_SHA256", "DHE-DSS-ARIA128-GCM-SHA256", dhe_dss, aria_128_gcm},
    {0xc057, "TLS_DHE_DSS_WITH_ARIA_256_GCM_SHA384", "DHE-DSS-ARIA256-GCM-SHA384", dhe_dss, aria_256_gcm},
    {0xc06c, "TLS_DHE_PSK_WITH_ARIA_128_GCM_SHA256", "DHE-PSK-ARIA128-GCM-SHA256", dhe_psk, aria_128_gcm},
    {0xc06d, "TLS_DHE_PSK_WITH_ARIA_256_GCM_SHA384", "DHE-PSK-ARIA256-GCM-SHA384", dhe_psk, aria_256_gcm},
    {0xc023, "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256", "ECDHE-ECDSA-AES128-SHA256", ecdhe_ecdsa, aes_128_cbc_sha256},
    {0xc027, "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256", "ECDHE-RSA-AES128-SHA256", ecdhe_rsa, aes_128_cbc_sha256},
    {0xc024, "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384", "ECDHE-ECDSA-AES256-SHA384", ecdhe_ecdsa, aes_256_cbc_sha384},
    {0xc028, "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384", "ECDHE-RSA-AES256-SHA384", ecdhe_rsa, aes_256_cbc_sha384},
    {0x0067, "TLS_DHE_RSA_WITH_AES_128_CBC_SHA256", "DHE-RSA-AES128-SHA256", dhe_rsa, aes_128_cbc_sha256},
    {0x006b, "TLS_DHE_RSA_WITH_AES_256_CBC_SHA256", "DHE-RSA-AES256-SHA256", dhe_rsa, aes_256_cbc_sha256},
    {0x0040, "TLS_DHE_DSS_WITH_AES_128_CBC_SHA256", "DHE-DSS-AES128-SHA256", dhe_dss, aes_128_cbc_sha256},
    {0x006a, "TLS_DHE_DSS_WITH_AES_256_CBC_SHA256", "DHE-DSS-AES256-SHA256", dhe_dss, aes_256_cbc_sha256},
    {0xc037, "TLS_ECDHE_PSK_WITH_AES_128_CBC_SHA256", "ECDHE-PSK-AES128-CBC-SHA256", ecdhe_psk, aes_128_cbc_sha256},
    {0xc038, "TLS_ECDHE_PSK_WITH_AES_256_CBC_SHA384", "ECDHE-PSK-AES256-CBC-SHA384", ecdhe_psk, aes_256_cbc_sha384},
    {0x00b2, "TLS_DHE_PSK_WITH_AES_128_CBC_SHA256", "DHE-PSK-AES128-CBC-SHA256", dhe_psk, aes_128_cbc_sha256},
    {0x00b3, "TLS_DHE_PSK_WITH_AES_256_CBC_SHA384", "DHE-PSK-AES256-CBC-SHA384", dhe_psk, aes_256_cbc_sha384},
    {0xc009, "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA", "ECDHE-ECDSA-AES128-SHA", ecdhe_ecdsa, aes_128_cbc_sha},
    {0xc013, "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA", "ECDHE-RSA-AES128-SHA", ecdhe_rsa, aes_128_cbc_sha},
    {0xc00a, "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA", "ECDHE-ECDSA-AES256-SHA", ecdhe_ecdsa, aes_256_cbc_sha},
    {0xc014, "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA", "ECDHE-RSA-AES256-SHA", ecdhe_rsa, aes_256_cbc_sha},
    {0x0033, "TLS_DHE_RSA_WITH_AES_128_CBC_SHA", "DHE-RSA-AES128-SHA", dhe_rsa, aes_128_cbc_sha},
    {0x0039, "TLS_DHE_RSA_WITH_AES_256_CBC_SHA", "DHE-RSA-AES256-SHA", dhe_rsa, aes_256_cbc_sha},
    {0x0032, "TLS_DHE_DSS_WITH_AES_128_CBC_SHA", "DHE-DSS-AES128-SHA", dhe_dss, aes_128_cbc_sha},
    {0x0038, "TLS_DHE_DSS_WITH_AES_256_CBC_SHA", "DHE-DSS-AES256-SHA", dhe_dss, aes_256_cbc_sha},
    {0xc035, "TLS_ECDHE_PSK_WITH_AES_128_CBC_SHA", "ECDHE-PSK-AES128-CBC-SHA", ecdhe_psk, aes_128_cbc_sha},
    {0xc036, "TLS_ECDHE_PSK_WITH_AES_256_CBC_SHA", "ECDHE-PSK-AES256-CBC-SHA", ecdhe_psk, aes_256_cbc_sha},
    {0x0090, "TLS_DHE_PSK_WITH_AES_128_CBC_SHA", "DHE-PSK-AES128-CBC-SHA", dhe_psk, aes_128_cbc_sha},
    {0x0091, "TLS_DHE_PSK_WITH_AES_256_CBC_SHA", "DHE-PSK-AES256-CBC-SHA", dhe_psk, aes_256_cbc_sha},
    {0xc072, "TLS_ECDHE_ECDSA_WITH_CAMELLIA_128_CBC_SHA256", "ECDHE-ECDSA-CAMELLIA128-SHA256", ecdhe_ecdsa,
     camellia_128_cbc_sha256},
    {0xc076, "TLS_ECDHE_RSA_WITH_CAMELLIA_128_CBC_SHA256", "ECDHE-RSA-CAMELLIA128-SHA256", ecdhe_rsa,
     camellia_128_cbc_sha256},
    {0xc073, "TLS_ECDHE_ECDSA_WITH_CAMELLIA_256_CBC_SHA384", "ECDHE-ECDSA-CAMELLIA256-SHA384", ecdhe_ecdsa,
     camellia_256_cbc_sha384},
    {0xc077, "TLS_ECDHE_RSA_WITH_CAMELLIA_256_CBC_SHA384", "ECDHE-RSA-CAMELLIA256-SHA384", ecdhe_rsa,
     camellia_256_cbc_sha384},
    {0x00be, "TLS_DHE_RSA_WITH_CAMELLIA_128_CBC_SHA256", "DHE-RSA-CAMELLIA128-SHA256", dhe_rsa,
     camellia_128_cbc_sha256},
    {0x00c4, "TLS_DHE_RSA_WITH_CAMELLIA_256_CBC_SHA256", "DHE-RSA-CAMELLIA256-SHA256", dhe_rsa,
     camellia_256_cbc_sha256},
    {0x00bd, "TLS_DHE_DSS_WITH_CAMELLIA_128_CBC_SHA256", "DHE-DSS-CAMELLIA128-SHA256", dhe_dss,
     camellia_128_cbc_sha256},
    {0x00c3, "TLS_DHE_DSS_WITH_CAMELLIA_256_CBC_SHA256", "DHE-DSS-CAMELLIA256-SHA256", dhe_dss,
     camellia_256_cbc_sha256},
    {0xc09a, "TLS_ECDHE_PSK_WITH_CAMELLIA_128_CBC_SHA256", "ECDHE-PSK-CAMELLIA128-SHA256", ecdhe_psk,
     camellia_128_cbc_sha256},
    {0xc09b, "TLS_ECDHE_PSK_WITH_CAMELLIA_256_CBC_SHA384", "ECDHE-PSK-CAMELLIA256-SHA384", ecdhe_psk,
     camellia_256_cbc_sha384},
    {0xc096, "TLS_DHE_PSK_WITH_CAMELLIA_128_CBC_SHA256", "DHE-PSK-CAMELLIA128-SHA256", dhe_psk,
     camellia_128_cbc_sha256},
    {0xc097, "TLS_DHE_PSK_WITH_CAMELLIA_256_CBC_SHA384", "DHE-PSK-CAMELLIA256-SHA384", dhe_psk,
     camellia_256_cbc_sha384},
    {0x0045, "TLS_DHE_RSA_WITH_CAMELLIA_128_CBC_SHA", "DHE-RSA-CAMELLIA128-SHA", dhe_rsa, camellia_128_cbc_sha},
    {0x0088, "TLS_DHE_RSA_WITH_CAMELLIA_256_CBC_SHA", "DHE-RSA-CAMELLIA256-SHA", dhe_rsa, camellia_256_cbc_sha},
    {0x0044, "TLS_DHE_DSS_WITH_CAMELLIA_128_CBC_SHA", "DHE-DSS-CAMELLIA128-SHA", dhe_dss, camellia_128_cbc_sha},
    {0x0087, "TLS_DHE_DSS_WITH_CAMELLIA_256_CBC_SHA", "DHE-DSS-CAMELLIA256-SHA", dhe_dss, camellia_256_cbc_sha},
    {0xc048, "TLS_ECDHE_ECDSA_WITH_ARIA_128_CBC_SHA256", "", ecdhe_ecdsa, aria_128_cbc_sha256},
    {0xc04c, "TLS_ECDHE_RSA_WITH_ARIA_128_CBC_SHA256", "", ecdhe_rsa, aria_128_cbc_sha256},
    {0xc049, "TLS_ECDHE_ECDSA_WITH_ARIA_256_CBC_SHA384", "", ecdhe_ecdsa, aria_256_cbc_sha384},
    {0xc04d, "TLS_ECDHE_RSA_WITH_ARIA_256_CBC_SHA384", "", ecdhe_rsa, aria_256_cbc_sha384},
    {0xc044, "TLS_DHE_RSA_WITH_ARIA_128_CBC_SHA256", "", dhe_rsa, aria_128_cbc_sha256},
    {0xc045, "TLS_DHE_RSA_WITH_ARIA_256_CBC_SHA384", "", dhe_rsa, aria_256_cbc_sha384},
    {0xc042, "TLS_DHE_DSS_WITH_ARIA_128_CBC_SHA256", "", dhe_dss, aria_128_cbc_sha256},
    {0xc043, "TLS_DHE_DSS_WITH_ARIA_256_CBC_SHA384", "", dhe_dss, aria_256_cbc_sha384},
    {0xc070, "TLS_ECDHE_PSK_WITH_ARIA_128_CBC_SHA256", "", ecdhe_psk, aria_128_cbc_sha256},
    {0xc071, "TLS_ECDHE_PSK_WITH_ARIA_256_CBC_SHA384", "", ecdhe_psk, aria_256_cbc_sha384},
    {0xc066, "TLS_DHE_PSK_WITH_ARIA_128_CBC_SHA256", "", dhe_psk, aria_128_cbc_sha256},
    {0xc067, "TLS_DHE_PSK_WITH_ARIA_256_CBC_SHA384", "", dhe_psk, aria_256_cbc_sha384},
    {0x00ac, "TLS_RSA_PSK_WITH_AES_128_GCM_SHA256", "RSA-PSK-AES128-GCM-SHA256", rsa_psk, aes_128_gcm},
    {0x00ad, "TLS_RSA_PSK_WITH_AES_256_GCM_SHA384", "RSA-PSK-AES256-GCM-SHA384", rsa_psk, aes_256_gcm},
    {0x00a8, "TLS_PSK_WITH_AES_128_GCM_SHA256", "PSK-AES128-GCM-SHA256", psk, aes_128_gcm},
    {0x00a9, "TLS_PSK_WITH_AES_256_GCM_SHA384", "PSK-AES256-GCM-SHA384", psk, aes_256_gcm},
    {0x009c, "TLS_RSA_WITH_AES_128_GCM_SHA256", "AES128-GCM-SHA256", rsa, aes_128_gcm},
    {0x009d, "TLS_RSA_WITH_AES_256_GCM_SHA384", "AES256-GCM-SHA384", rsa, aes_256_gcm},
    {0xccae, "TLS_RSA_PSK_WITH_CHACHA20_POLY1305_SHA256", "RSA-PSK-CHACHA20-POLY1305", rsa_psk, chacha20_poly1305},
    {0xccab, "TLS_PSK_WITH_CHACHA20_POLY1305_SHA256", "PSK-CHACHA20-POLY1305", psk, chacha20_poly1305},
    {0xc0a4, "TLS_PSK_WITH_AES_128_CCM", "PSK-AES128-CCM", psk, aes_128_ccm},
    {0xc0a5, "TLS_PSK_WITH_AES_256_CCM", "PSK-AES256-CCM", psk, aes_256_ccm},
    {0xc09c, "TLS_RSA_WITH_AES_128_CCM", "AES128-CCM", rsa, aes_128_ccm},
    {0xc09d, "TLS_RSA_WITH_AES_256_CCM", "AES256-CCM", rsa, aes_256_ccm},
    {0xc0a8, "TLS_PSK_WITH_AES_128_CCM_8", "PSK-AES128-CCM8", psk, aes_128_ccm_8},
    {0xc0a9, "TLS_PSK_WITH_AES_256_CCM_8", "PSK-AES256-CCM8", psk, aes_256_ccm_8},
    {0xc0a0, "TLS_RSA_WITH_AES_128_CCM_8", "AES128-CCM8", rsa, aes_128_ccm_8},
    {0xc0a1, "TLS_RSA_WITH_AES_256_CCM_8", "AES256-CCM8", rsa, aes_256_ccm_8},
    {0xc092, "TLS_RSA_PSK_WITH_CAMELLIA_128_GCM_SHA256", "", rsa_psk, camellia_128_gcm},
    {0xc093, "TLS_RSA_PSK_WITH_CAMELLIA_256_GCM_SHA384", "", rsa_psk, camellia_256_gcm},
    {0xc08e, "TLS_PSK_WITH_CAMELLIA_128_GCM_SHA256", "", psk, camellia_128_gcm},
    {0xc08f, "TLS_PSK_WITH_CAMELLIA_256_GCM_SHA384", "", psk, camellia_256_gcm},
    {0xc07a, "TLS_RSA_WITH_CAMELLIA_128_GCM_SHA256", "", rsa, camellia_128_gcm},
    {0xc07b, "TLS_RSA_WITH_CAMELLIA_256_GCM_SHA384", "", rsa, camellia_256_gcm},
    {0xc06e, "TLS_RSA_PSK_WITH_ARIA_128_GCM_SHA256", "RSA-PSK-ARIA128-GCM-SHA256", rsa_psk, aria_128_gcm},
    {0xc06f, "TLS_RSA_PSK_WITH_ARIA_256_GCM_SHA384", "RSA-PSK-ARIA256-GCM-SHA384", rsa_psk, aria_256_gcm},
    {0xc06a, "TLS_PSK_WITH_ARIA_128_GCM_SHA256", "PSK-ARIA128-GCM-SHA256", psk, aria_128_gcm},
    {0xc06b, "TLS_PSK_WITH_ARIA_256_GCM_SHA384", "PSK-ARIA256-GCM-SHA384", psk, aria_256_gcm},
    {0xc050, "TLS_RSA_WITH_ARIA_128_GCM_SHA256", "ARIA128-GCM-SHA256", rsa, aria_128_gcm},
    {0xc051, "TLS_RSA_WITH_ARIA_256_GCM_SHA384", "ARIA256-GCM-SHA384", rsa, aria_256_gcm},
    {0x00b6, "TLS_RSA_PSK_WITH_AES_128_CBC_SHA256", "RSA-PSK-AES128-CBC-SHA256", rsa_psk, aes_128_cbc_sha256},
    {0x00b7, "TLS_RSA_PSK_WITH_AES_256_CBC_SHA384", "RSA-PSK-AES256-CBC-SHA384", rsa_psk, aes_256_cbc_sha384},
    {0x00ae, "TLS_PSK_WITH_AES_128_CBC_SHA256", "PSK-AES128-CBC-SHA256", psk, aes_128_cbc_sha256},
    {0x00af, "TLS_PSK_WITH_AES_256_CBC_SHA384", "PSK-AES256-CBC-SHA384", psk, aes_256_cbc_sha384},
    {0x003c, "TLS_RSA_WITH_AES_128_CBC_SHA256", "AES128-SHA256", rsa, aes_128_cbc_sha256},
    {0x003d, "TLS_RSA_WITH_AES_256_CBC_SHA256", "AES256-SHA256", rsa, aes_256_cbc_sha256},
    {0x0094, "TLS_RSA_PSK_WITH_AES_128_CBC_SHA", "RSA-PSK-AES128-CBC-SHA", rsa_psk, aes_128_cbc_sha},
    {0x0095, "TLS_RSA_PSK_WITH_AES_256_CBC_SHA", "RSA-PSK-AES256-CBC-SHA", rsa_psk, aes_256_cbc_sha},
    {0x008c, "TLS_PSK_WITH_AES_128_CBC_SHA", "PSK-AES128-CBC-SHA", psk, aes_128_cbc_sha},
    {0x008d, "TLS_PSK_WITH_AES_256_CBC_SHA", "PSK-AES256-CBC-SHA", psk, aes_256_cbc_sha},
    {0x002f, "TLS_RSA_WITH_AES_128_CBC_SHA", "AES128-SHA", rsa, aes_128_cbc_sha},
    {0x0035, "TLS_RSA_WITH_AES_256_CBC_SHA", "AES256-SHA", rsa, aes_256_cbc_sha},
    {0xc098, "TLS_RSA_PSK_WITH_CAMELLIA_128_CBC_SHA256", "RSA-PSK-CAMELLIA128-SHA256", rsa_psk,
     camellia_128_cbc_sha256},
    {0xc099, "TLS_RSA_PSK_WITH_CAMELLIA_256_CBC_SHA384", "RSA-PSK-CAMELLIA256-SHA384", rsa_psk,
     camellia_256_cbc_sha384},
    {0xc094, "TLS_PSK_WITH_CAMELLIA_128_CBC_SHA256", "PSK-CAMELLIA128-SHA256", psk, camellia_128_cbc_sha256},
    {0xc095, "TLS_PSK_WITH_CAMELLIA_256_CBC_SHA384", "PSK-CAMELLIA256-SHA384", psk, camellia_256_cbc_sha384},
    {0x00ba, "TLS_RSA_WITH_CAMELLIA_128_CBC_SHA256", "CAMELLIA128-SHA256", rsa, camellia_128_cbc_sha256},
    {0x00c0, "TLS_RSA_WITH_CAMELLIA_256_CBC_SHA256", "CAMELLIA256-SHA256", rsa, camellia_256_cbc_sha256},
    {0x0041, "TLS_RSA_WITH_CAMELLIA_128_CBC_SHA", "CAMELLIA128-SHA", rsa, camellia_128_cbc_sha},
    {0x0084, "TLS_RSA_WITH_CAMELLIA_256_CBC_SHA", "CAMELLIA256-SHA", rsa, camellia_256_cbc_sha},
    {0xc068, "TLS_RSA_PSK_WITH_ARIA_128_CBC_SHA256", "", rsa_psk, aria_128_cbc_sha256},
    {0xc069, "TLS_RSA_PSK_WITH_ARIA_256_CBC_SHA384", "", rsa_psk, aria_256_cbc_sha384},
    {0xc064, "TLS_PSK_WITH_ARIA_128_CBC_SHA256", "", psk, aria_128_cbc_sha256},
    {0xc065, "TLS_PSK_WITH_ARIA_256_CBC_SHA384", "", psk, aria_256_cbc_sha384},
    {0xc03c, "TLS_RSA_WITH_ARIA_128_CBC_SHA256", "", rsa, aria_128_cbc_sha256},
    {0xc03d, "TLS_RSA_WITH_ARIA_256_CBC_SHA384", "", rsa, aria_256_cbc_sha384},
    {0xc008, "TLS_ECDHE_ECDSA_WITH_3DES_EDE_CBC_SHA", "ECDHE-ECDSA-DES-CBC3-SHA", ecdhe_ecdsa, triple_des_cbc_sha},
    {0xc012, "TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA", "ECDHE-RSA-DES-CBC3-SHA", ecdhe_rsa, triple_des_cbc_sha},
    {0x0016, "TLS_DHE_RSA_WITH_3DES_EDE_CBC_SHA", "DHE-RSA-DES-CBC3-SHA", dhe_rsa, triple_des_cbc_sha},
    {0x0013, "TLS_DHE_DSS_WITH_3DES_EDE_CBC_SHA", "DHE-DSS-DES-CBC3-SHA", dhe_dss, triple_des_cbc_sha},
    {0xc034, "TLS_ECDHE_PSK_WITH_3DES_EDE_CBC_SHA", "ECDHE-PSK-3DES-EDE-CBC-SHA", ecdhe_psk, triple_des_cbc_sha},
    {0x008f, "TLS_DHE_PSK_WITH_3DES_EDE_CBC_SHA", "DHE-PSK-3DES-EDE-CBC-SHA", dhe_psk, triple_des_cbc_sha},
    {0x0093, "TLS_RSA_PSK_WITH_3DES_EDE_CBC_SHA", "RSA-PSK-3DES-EDE-CBC-SHA", rsa_psk, triple_des_cbc_sha},
    {0x008b, "TLS_PSK_WITH_3DES_EDE_CBC_SHA", "PSK-3DES-EDE-CBC-SHA", psk, triple_des_cbc_sha},
    {0x000a, "TLS_RSA_WITH_3DES_EDE_CBC_SHA", "DES-CBC3-SHA", rsa, triple_des_cbc_sha},
    {0xc03b, "TLS_ECDHE_PSK_WITH_NULL_SHA384", "ECDHE-PSK-NULL-SHA384", ecdhe_psk, null_sha384},
    {0x00b5, "TLS_DHE_PSK_WITH_NULL_SHA384", "DHE-PSK-NULL-SHA384", dhe_psk, null_sha384},
    {0xc03a, "TLS_ECDHE_PSK_WITH_NULL_SHA256", "ECDHE-PSK-NULL-SHA256", ecdhe_psk, null_sha256},
    {0x00b4, "TLS_DHE_PSK_WITH_NULL_SHA256", "DHE-PSK-NULL-SHA256", dhe_psk, null_sha256},
    {0xc006, "TLS_ECDHE_ECDSA_WITH_NULL_SHA", "ECDHE-ECDSA-NULL-SHA", ecdhe_ecdsa, null_sha},
    {0xc010, "TLS_ECDHE_RSA_WITH_NULL_SHA", "ECDHE-RSA-NULL-SHA", ecdhe_rsa, null_sha},
    {0xc039, "TLS_ECDHE_PSK_WITH_NULL_SHA", "ECDHE-PSK-NULL-SHA", ecdhe_psk, null_sha},
    {0x002d, "TLS_DHE_PSK_WITH_NULL_SHA", "DHE-PSK-NULL-SHA", dhe_psk, null_sha},
    {0x00b9, "TLS_RSA_PSK_WITH_NULL_SHA384", "RSA-PSK-NULL-SHA384", rsa_psk, null_sha384},
    {0x00b1, "TLS_PSK_WITH_NULL_SHA384", "PSK-NULL-SHA384", psk, null_sha384},
    {0x00b8, "TLS_RSA_PSK_WITH_NULL_SHA256", "RSA-PSK-NULL-SHA256", rsa_psk, null_sha256},
    {0x00b0, "TLS_PSK_WITH_NULL_SHA256", "PSK-NULL-SHA256", psk, null_sha256},
    {0x003b, "TLS_RSA_WITH_NULL_SHA256", "NULL-SHA256", rsa, null_sha256},
    {0x002e, "TLS_RSA_PSK_WITH_NULL_SHA", "RSA-PSK-NULL-SHA", rsa_psk, null_sha},
    {0x002c, "TLS_PSK_WITH_NULL_SHA", "PSK-NULL-SHA", psk, null_sha},
    {0x0002, "TLS_RSA_WITH_NULL_SHA", "NULL-SHA", rsa, null_sha},
    {0x0001, "TLS_RSA_WITH_NULL_MD5", "NULL-MD5", rsa, null_md5},
};

constexpr std::ptrdiff_t default_count = 6;

} // namespace

std::vector<cipher_suite> tls12_suites(bool has_aes_instructions)
{
    std::vector<cipher_suite> made;
    made.reserve(std::size(rows));
    for (auto& row : rows) {
        made.push_back(make_suite(row));
        made.back().enabled_by_default = &row - rows < default_count;
    }
    if (!has_aes_instructions)
        std::stable_partition(made.begin(), made.begin() + default_count,
                              [](const cipher_suite& suite) { return suite.aead == &cryptopp::chacha20_poly1305; });
    return made;
}

} // namespace tls
