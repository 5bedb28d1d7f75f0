#include "context/preferences.hpp"

#include "crypto/weaknesses.hpp"

#include <tls/crypto/algorithm_name.hpp>

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>

#include <algorithm>
#include <array>
#include <string>

namespace tls {
namespace {

[[noreturn]] void refuse(const std::string& what)
{
    throw boost::system::system_error(boost::asio::error::invalid_argument, what);
}

std::string unknown(std::string_view where, const std::string& what)
{
    auto text = std::string(where) + ": unknown " + what;
    if (where == "set_cipher_suites" && !has_legacy())
        text.append("; ").append(lacks_legacy);
    return text;
}

/// OpenSSL's names that differ from IANA's.
struct alias {
    std::string_view name;
    std::string_view iana;
};
constexpr std::array<alias, 16> aliases{{
    {"P-256", "secp256r1"},
    {"prime256v1", "secp256r1"},
    {"P-384", "secp384r1"},
    {"P-521", "secp521r1"},
    {"RSA-PSS+SHA256", "rsa_pss_rsae_sha256"},
    {"RSA-PSS+SHA384", "rsa_pss_rsae_sha384"},
    {"RSA-PSS+SHA512", "rsa_pss_rsae_sha512"},
    {"RSA+SHA256", "rsa_pkcs1_sha256"},
    {"RSA+SHA384", "rsa_pkcs1_sha384"},
    {"RSA+SHA512", "rsa_pkcs1_sha512"},
    {"ECDSA+SHA256", "ecdsa_secp256r1_sha256"},
    {"ECDSA+SHA384", "ecdsa_secp384r1_sha384"},
    {"ECDSA+SHA512", "ecdsa_secp521r1_sha512"},
    {"RSA+SHA1", "rsa_pkcs1_sha1"},
    {"DSA+SHA256", "dsa_sha256"},
    {"DSA+SHA1", "dsa_sha1"},
}};

std::string_view iana_name(std::string_view name)
{
    for (auto& a : aliases) {
        if (is_same_algorithm(a.name, name))
            return a.iana;
    }
    return name;
}

/// Returns the code points of a list of names. `find` maps a name to a row, or to null.
template <class Find>
std::vector<std::uint16_t> code_points(std::string_view names, const char* where, Find find)
{
    std::vector<std::uint16_t> result;
    for (const auto name : split(names, ":,")) {
        auto* found = find(iana_name(name));
        if (found == nullptr || found->id == 0)
            refuse(unknown(where, "name '" + std::string(name) + "'"));
        result.push_back(found->id);
    }
    return result;
}

template <class Find>
void check_known(const std::vector<std::uint16_t>& ids, const char* where, Find find)
{
    for (auto id : ids) {
        if (find(id) == nullptr)
            refuse(unknown(where, "code point " + std::to_string(id)));
    }
}

} // namespace

std::vector<std::string_view> split(std::string_view text, std::string_view separators)
{
    std::vector<std::string_view> parts;
    while (!text.empty()) {
        const auto part = text.substr(0, text.find_first_of(separators));
        text.remove_prefix(std::min(part.size() + 1, text.size()));
        if (!part.empty())
            parts.push_back(part);
    }
    return parts;
}

std::vector<std::uint16_t> cipher_suites_by_name(const registry& algorithms, std::string_view names)
{
    return code_points(names, "set_cipher_suites", [&](auto name) { return algorithms.find_cipher_suite(name); });
}

void check_cipher_suites(const registry& algorithms, const std::vector<std::uint16_t>& ids)
{
    check_known(ids, "set_cipher_suites", [&](auto id) { return algorithms.find_cipher_suite(id); });
}

std::vector<std::uint16_t> groups_by_name(const registry& algorithms, std::string_view names)
{
    return code_points(names, "set_groups", [&](auto name) { return algorithms.find_group(name); });
}

void check_groups(const registry& algorithms, const std::vector<std::uint16_t>& ids)
{
    check_known(ids, "set_groups", [&](auto id) { return algorithms.find_group(id); });
}

std::vector<std::uint16_t> signature_schemes_by_name(const registry& algorithms, std::string_view names)
{
    return code_points(names, "set_signature_schemes",
                       [&](auto name) { return algorithms.find_signature_scheme(name); });
}

void check_signature_schemes(const registry& algorithms, const std::vector<std::uint16_t>& ids)
{
    check_known(ids, "set_signature_schemes", [&](auto id) { return algorithms.find_signature_scheme(id); });
}

} // namespace tls
