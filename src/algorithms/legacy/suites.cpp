#include "algorithms/legacy/suites.hpp"

#include "algorithms/legacy/protections.hpp"

namespace tls::legacy {

namespace {

/// The part of a suite name before WITH.
struct agreement {
    key_exchange_method key_exchange;
    authentication_method authentication;
};

constexpr agreement rsa{key_exchange_method::rsa, authentication_method::rsa};
constexpr agreement rsa_export{key_exchange_method::rsa_export, authentication_method::rsa};
constexpr agreement dhe_dss{key_exchange_method::dhe, authentication_method::dsa};
constexpr agreement dhe_rsa{key_exchange_method::dhe, authentication_method::rsa};
constexpr agreement dh_dss{key_exchange_method::dh, authentication_method::dsa};
constexpr agreement dh_rsa{key_exchange_method::dh, authentication_method::rsa};
constexpr agreement dh_anon{key_exchange_method::dh_anon, authentication_method::anonymous};

struct entry {
    std::uint16_t id;
    std::string_view name;
    std::string_view openssl_name;
    const agreement& agreed;
    const protection& protected_by;
};

// The suites with 3DES and without encryption are in crypto/suites_tls12.cpp: TLS 1.2 has them too.
constexpr entry entries[] = {
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

cipher_suite make(const entry& row)
{
    const auto& p = row.protected_by;
    cipher_suite suite{};
    suite.id = row.id;
    suite.name = row.name;
    suite.openssl_name = row.openssl_name;
    suite.min_version = protocol_version::tls1_0;
    suite.max_version = p.max_version;
    suite.hash = &cryptopp::sha256; // of the PRF in TLS 1.2; before, the version determines it
    suite.strength = p.strength;
    suite.limits = p.limits;
    suite.key_exchange = row.agreed.key_exchange;
    suite.authentication = row.agreed.authentication;
    suite.cipher = p.cipher;
    suite.stream = p.stream;
    suite.mac = p.mac;
    suite.is_export = p.is_export;
    return suite;
}

} // namespace

bool is_built() noexcept
{
    return true;
}

std::vector<cipher_suite> suites()
{
    std::vector<cipher_suite> made;
    made.reserve(std::size(entries));
    for (auto& row : entries)
        made.push_back(make(row));
    return made;
}

} // namespace tls::legacy
