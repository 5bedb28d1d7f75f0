// The TLS 1.2 cipher suites: compares the rows with OpenSSL and with their IANA names.

#include "crypto/suites_tls12.hpp"

#include <tls/crypto/registry.hpp>

#include <boost/test/unit_test.hpp>

#include <cstdio>
#include <map>
#include <set>
#include <sstream>

using namespace tls;

namespace {

const registry& all()
{
    return *registry::standard();
}

std::vector<const cipher_suite*> tls12_suites()
{
    std::vector<const cipher_suite*> found;
    for (auto& suite : all().cipher_suites())
        if (suite.max_version == protocol_version::tls1_2 && suite.stream == nullptr)
            found.push_back(&suite);
    return found;
}

std::string output_of(const char* command)
{
    std::string output;
    auto* pipe = ::popen(command, "r");
    BOOST_REQUIRE(pipe);
    char buffer[4096];
    while (auto size = std::fread(buffer, 1, sizeof buffer, pipe))
        output.append(buffer, size);
    BOOST_REQUIRE(::pclose(pipe) == 0);
    return output;
}

using km = key_exchange_method;
using am = authentication_method;

struct words {
    std::string_view text;
    km key_exchange;
    am authentication;
};

constexpr words agreements[] = {
    {"TLS_ECDHE_ECDSA_WITH_", km::ecdhe, am::ecdsa},
    {"TLS_ECDHE_RSA_WITH_", km::ecdhe, am::rsa},
    {"TLS_ECDHE_PSK_WITH_", km::ecdhe_psk, am::psk},
    {"TLS_DHE_RSA_WITH_", km::dhe, am::rsa},
    {"TLS_DHE_DSS_WITH_", km::dhe, am::dsa},
    {"TLS_DHE_PSK_WITH_", km::dhe_psk, am::psk},
    {"TLS_PSK_DHE_WITH_", km::dhe_psk, am::psk},
    {"TLS_RSA_PSK_WITH_", km::rsa_psk, am::rsa},
    {"TLS_RSA_WITH_", km::rsa, am::rsa},
    {"TLS_DH_RSA_WITH_", km::dh, am::rsa},
    {"TLS_DH_DSS_WITH_", km::dh, am::dsa},
    {"TLS_DH_anon_WITH_", km::dh_anon, am::anonymous},
    {"TLS_PSK_WITH_", km::psk, am::psk},
};

/// Returns the protection that a suite name implies, in the registry's terms: algorithms, MAC and PRF.
std::string protection_of(const cipher_suite& suite)
{
    std::string out(suite.aead ? suite.aead->name : suite.cipher ? suite.cipher->name : "NULL");
    if (suite.mac)
        out += " " + std::string(suite.mac->name);
    return out + " " + std::string(suite.hash->name);
}

std::string protection_in_name(std::string name)
{
    const std::map<std::string, std::string> hashes{
        {"_SHA384", "SHA-384"}, {"_SHA256", "SHA-256"}, {"_SHA", "SHA-1"}, {"_MD5", "MD5"}};
    std::string hash;
    for (auto ending : {"_SHA384", "_SHA256", "_SHA", "_MD5"})
        if (hash.empty() && name.ends_with(ending)) {
            hash = hashes.at(ending);
            name.resize(name.size() - std::string(ending).size());
        }
    for (auto& c : name)
        c = c == '_' ? '-' : c;
    const auto prf = hash == "SHA-384" ? "SHA-384" : "SHA-256";
    const bool has_mac = name.ends_with("CBC") || name == "NULL";
    return name + (has_mac ? " " + hash : "") + " " + prf;
}

} // namespace

BOOST_AUTO_TEST_SUITE(tls12_cipher_suites)

BOOST_AUTO_TEST_CASE(rows_match_their_names)
{
    for (auto* suite : tls12_suites()) {
        bool is_known = false;
        for (auto& words : agreements) {
            if (!suite->name.starts_with(words.text))
                continue;
            is_known = true;
            BOOST_TEST((suite->key_exchange == words.key_exchange), suite->name);
            BOOST_TEST((suite->authentication == words.authentication), suite->name);
            BOOST_TEST(protection_of(*suite) == protection_in_name(std::string(suite->name.substr(words.text.size()))));
        }
        BOOST_TEST(is_known, suite->name);
        const bool counts_records = suite->aead && suite->aead->name != "CHACHA20-POLY1305";
        if (suite->aead)
            BOOST_TEST((suite->nonce == nonce_construction::explicit_sequence) == counts_records);
    }
}

BOOST_AUTO_TEST_CASE(code_points_and_names_match_openssl)
{
    std::istringstream lines(output_of("openssl ciphers -V -stdname 'ALL:COMPLEMENTOFALL:@SECLEVEL=0'"));
    unsigned compared = 0;
    std::set<std::uint16_t> seen;
    for (std::string line; std::getline(lines, line);) {
        std::istringstream words(line);
        unsigned high = 0, low = 0;
        std::string number, dash, name, openssl_name, rest;
        words >> number >> dash >> name >> dash >> openssl_name;
        BOOST_REQUIRE(std::sscanf(number.c_str(), "0x%x,0x%x", &high, &low) == 2);
        std::getline(words, rest);
        bool is_left_out = rest.find("Au=None") != std::string::npos;
        for (auto part : {"RC4", "SRP", "IDEA", "SEED", "GOST"})
            is_left_out |= name.find(part) != std::string::npos;
        if (is_left_out)
            continue;
        const auto id = static_cast<std::uint16_t>(high << 8 | low);
        auto* suite = all().find_cipher_suite(id);
        BOOST_TEST((suite != nullptr), name);
        if (!suite)
            continue;
        ++compared;
        seen.insert(id);
        BOOST_TEST(suite->name == name);
        if (suite->max_version == protocol_version::tls1_2) {
            BOOST_TEST(suite->openssl_name == openssl_name);
            BOOST_TEST(all().find_cipher_suite(openssl_name) == suite);
        }
    }
    BOOST_TEST(compared > 100u);
}

BOOST_AUTO_TEST_CASE(code_points_missing_from_openssl_match_their_rfcs)
{
    auto is = [](std::uint16_t id, std::string_view name) {
        auto* suite = all().find_cipher_suite(id);
        BOOST_TEST((suite && suite->name == name), name);
    };
    is(0xc086, "TLS_ECDHE_ECDSA_WITH_CAMELLIA_128_GCM_SHA256"); // RFC 6367 section 2
    is(0xc093, "TLS_RSA_PSK_WITH_CAMELLIA_256_GCM_SHA384");
    is(0xc03c, "TLS_RSA_WITH_ARIA_128_CBC_SHA256"); // RFC 6209 section 2
    is(0xc071, "TLS_ECDHE_PSK_WITH_ARIA_256_CBC_SHA384");
    is(0xd001, "TLS_ECDHE_PSK_WITH_AES_128_GCM_SHA256"); // RFC 8442 section 3
    is(0xd005, "TLS_ECDHE_PSK_WITH_AES_128_CCM_SHA256");
    is(0x000a, "TLS_RSA_WITH_3DES_EDE_CBC_SHA");       // RFC 5246 appendix A.5
    is(0xc012, "TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA"); // RFC 8422 section 6
}

BOOST_AUTO_TEST_CASE(offers_only_forward_secret_aeads_by_default_and_first)
{
    unsigned offered = 0, position = 0;
    for (auto* suite : tls12_suites()) {
        if (suite->enabled_by_default) {
            ++offered;
            BOOST_TEST((suite->key_exchange == km::ecdhe));
            BOOST_TEST((suite->aead != nullptr));
            BOOST_TEST(suite->aead->tag_size == 16u);
            BOOST_TEST(position < 6u);
        }
        ++position;
    }
    BOOST_TEST(offered == 6u);
    BOOST_TEST(tls::tls12_suites(true).back().strength == 0u);
}

BOOST_AUTO_TEST_CASE(replace_changes_a_cipher_in_every_suite)
{
    auto mine = all();
    static const cbc_algorithm another = *all().find_cipher("AES-128-CBC");
    mine.replace(another);
    BOOST_TEST(mine.find_cipher("AES-128-CBC") == &another);
    BOOST_TEST(mine.find_cipher_suite("AES128-SHA")->cipher == &another);
    BOOST_TEST(mine.find_cipher_suite("AES256-SHA")->cipher != &another);
    static const hash_algorithm another_hash = *all().find_hash("SHA-1");
    mine.replace(another_hash);
    BOOST_TEST(mine.find_cipher_suite("AES128-SHA")->mac == &another_hash);
}

BOOST_AUTO_TEST_CASE(signature_code_point_meaning_depends_on_the_version)
{
    constexpr auto v12 = protocol_version::tls1_2, v13 = protocol_version::tls1_3;
    auto name = [](key_type key, std::uint16_t id, protocol_version version) {
        auto* found = all().find_signature_scheme(key, id, version);
        return found ? found->name : "none";
    };
    BOOST_TEST(name(key_type::secp384r1, 0x0403, v12) == "ecdsa_secp384r1_with_SHA-256");
    BOOST_TEST(name(key_type::secp384r1, 0x0403, v13) == "none");
    BOOST_TEST(name(key_type::secp256r1, 0x0403, v12) == "ecdsa_secp256r1_sha256");
    BOOST_TEST(name(key_type::secp256r1, 0x0403, v13) == "ecdsa_secp256r1_sha256");
    BOOST_TEST(name(key_type::secp521r1, 0x0503, v12) == "ecdsa_secp521r1_with_SHA-384");
    BOOST_TEST(name(key_type::secp384r1, 0x0203, v12) == "ecdsa_secp384r1_with_SHA-1");
    BOOST_TEST(name(key_type::secp256r1, 0x0203, v12) == "ecdsa_sha1");
    BOOST_TEST(name(key_type::secp256r1, 0x0203, v13) == "none");
    BOOST_TEST(name(key_type::rsa, 0x0401, v12) == "rsa_pkcs1_sha256");
    BOOST_TEST(name(key_type::rsa, 0x0401, v13) == "none");
    BOOST_TEST(name(key_type::rsa, 0x0804, v12) == "rsa_pss_rsae_sha256");
    BOOST_TEST(name(key_type::rsa, 0x0809, v12) == "none");
    BOOST_TEST(name(key_type::rsa_pss, 0x0401, v12) == "none");
    BOOST_TEST(name(key_type::ed25519, 0x0807, v12) == "ed25519");
    BOOST_TEST(name(key_type::secp256r1, 0x0401, v12) == "none");
    BOOST_TEST(name(key_type::dsa, 0x0402, v12) == "dsa_sha256");
    BOOST_TEST(name(key_type::dsa, 0x0402, v13) == "none");
    BOOST_TEST(name(key_type::rsa, 0, v12) == "none");
    for (std::uint16_t id : {0x0201, 0x0202, 0x0203, 0x0402})
        BOOST_TEST(!all().find_signature_scheme(id)->enabled_by_default);
}

BOOST_AUTO_TEST_SUITE_END()
