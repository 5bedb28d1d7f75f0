#include "algorithms/legacy/suites.hpp"

#include "algorithms/legacy/protections.hpp"

namespace tls::legacy {

namespace {

using namespace suite_rows;

// The least weak first.
//   - DH_RSA and DH_DSS: no forward secrecy, and one key for all connections gives away secrets bit by bit (Raccoon,
//     CVE-2020-1968).
//   - DH_anon: nobody knows who the peer is.
//   - RC4, DES, and export suites: see docs/old_versions.md.
//
// The other suites with 3DES, and those without encryption, are in crypto/suites_tls12.cpp.
constexpr row rows[] = {
    {0x0031, "TLS_DH_RSA_WITH_AES_128_CBC_SHA", "DH-RSA-AES128-SHA", dh_rsa, aes_128_cbc_sha},
    {0x0037, "TLS_DH_RSA_WITH_AES_256_CBC_SHA", "DH-RSA-AES256-SHA", dh_rsa, aes_256_cbc_sha},
    {0x0030, "TLS_DH_DSS_WITH_AES_128_CBC_SHA", "DH-DSS-AES128-SHA", dh_dss, aes_128_cbc_sha},
    {0x0036, "TLS_DH_DSS_WITH_AES_256_CBC_SHA", "DH-DSS-AES256-SHA", dh_dss, aes_256_cbc_sha},
    {0x0010, "TLS_DH_RSA_WITH_3DES_EDE_CBC_SHA", "DH-RSA-DES-CBC3-SHA", dh_rsa, triple_des_cbc_sha},
    {0x000d, "TLS_DH_DSS_WITH_3DES_EDE_CBC_SHA", "DH-DSS-DES-CBC3-SHA", dh_dss, triple_des_cbc_sha},
    {0x0034, "TLS_DH_anon_WITH_AES_128_CBC_SHA", "ADH-AES128-SHA", dh_anon, aes_128_cbc_sha},
    {0x003a, "TLS_DH_anon_WITH_AES_256_CBC_SHA", "ADH-AES256-SHA", dh_anon, aes_256_cbc_sha},
    {0x001b, "TLS_DH_anon_WITH_3DES_EDE_CBC_SHA", "ADH-DES-CBC3-SHA", dh_anon, triple_des_cbc_sha},
    {0x0007, "TLS_RSA_WITH_IDEA_CBC_SHA", "IDEA-CBC-SHA", rsa, idea_cbc_sha},
    {0x0005, "TLS_RSA_WITH_RC4_128_SHA", "RC4-SHA", rsa, rc4_128_sha},
    {0x0004, "TLS_RSA_WITH_RC4_128_MD5", "RC4-MD5", rsa, rc4_128_md5},
    {0x0015, "TLS_DHE_RSA_WITH_DES_CBC_SHA", "EDH-RSA-DES-CBC-SHA", dhe_rsa, des_cbc_sha},
    {0x0012, "TLS_DHE_DSS_WITH_DES_CBC_SHA", "EDH-DSS-DES-CBC-SHA", dhe_dss, des_cbc_sha},
    {0x0009, "TLS_RSA_WITH_DES_CBC_SHA", "DES-CBC-SHA", rsa, des_cbc_sha},
    {0x000f, "TLS_DH_RSA_WITH_DES_CBC_SHA", "DH-RSA-DES-CBC-SHA", dh_rsa, des_cbc_sha},
    {0x000c, "TLS_DH_DSS_WITH_DES_CBC_SHA", "DH-DSS-DES-CBC-SHA", dh_dss, des_cbc_sha},
    {0x0018, "TLS_DH_anon_WITH_RC4_128_MD5", "ADH-RC4-MD5", dh_anon, rc4_128_md5},
    {0x001a, "TLS_DH_anon_WITH_DES_CBC_SHA", "ADH-DES-CBC-SHA", dh_anon, des_cbc_sha},
    {0x0014, "TLS_DHE_RSA_EXPORT_WITH_DES40_CBC_SHA", "EXP-EDH-RSA-DES-CBC-SHA", dhe_rsa, des40_cbc_sha},
    {0x0011, "TLS_DHE_DSS_EXPORT_WITH_DES40_CBC_SHA", "EXP-EDH-DSS-DES-CBC-SHA", dhe_dss, des40_cbc_sha},
    {0x0008, "TLS_RSA_EXPORT_WITH_DES40_CBC_SHA", "EXP-DES-CBC-SHA", rsa_export, des40_cbc_sha},
    {0x0006, "TLS_RSA_EXPORT_WITH_RC2_CBC_40_MD5", "EXP-RC2-CBC-MD5", rsa_export, rc2_cbc_40_md5},
    {0x0003, "TLS_RSA_EXPORT_WITH_RC4_40_MD5", "EXP-RC4-MD5", rsa_export, rc4_40_md5},
    {0x000e, "TLS_DH_RSA_EXPORT_WITH_DES40_CBC_SHA", "EXP-DH-RSA-DES-CBC-SHA", dh_rsa, des40_cbc_sha},
    {0x000b, "TLS_DH_DSS_EXPORT_WITH_DES40_CBC_SHA", "EXP-DH-DSS-DES-CBC-SHA", dh_dss, des40_cbc_sha},
    {0x0019, "TLS_DH_anon_EXPORT_WITH_DES40_CBC_SHA", "EXP-ADH-DES-CBC-SHA", dh_anon, des40_cbc_sha},
    {0x0017, "TLS_DH_anon_EXPORT_WITH_RC4_40_MD5", "EXP-ADH-RC4-MD5", dh_anon, rc4_40_md5},
};

} // namespace

bool is_built() noexcept
{
    return true;
}

std::vector<cipher_suite> suites()
{
    std::vector<cipher_suite> made;
    made.reserve(std::size(rows));
    for (auto& row : rows)
        made.push_back(make_suite(row));
    return made;
}

} // namespace tls::legacy
