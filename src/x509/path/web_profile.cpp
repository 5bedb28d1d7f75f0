#include "x509/path/web_profile.hpp"

#include "x509/certificate/certificate_data.hpp"
#include "x509/certificate/host_name.hpp"
#include "x509/certificate/name.hpp"
#include "x509/der/algorithm.hpp"
#include "x509/der/object_identifiers.hpp"
#include "x509/der/text.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <functional>
#include <set>

namespace tls::x509 {

namespace {

using verdict = std::optional<broken_rule>;

verdict violation(std::string rule)
{
    return broken_rule{verify_error::profile_violation, std::move(rule)};
}

// Baseline Requirements section 6.1.5: RSA of at least 2048 bits, a multiple of 8, or one of the three NIST curves.
verdict check_key(const certificate& c)
{
    const auto& key = c.key();
    if (!key)
        return violation("has a key of a type that the Baseline Requirements do not allow");
    switch (key->type) {
    case key_type::rsa:
        if (key->bits() < 2048 || key->bits() % 8 != 0)
            return violation("has an RSA key of " + std::to_string(key->bits()) +
                             " bits; at least 2048 and a multiple of 8 are required");
        // Section 6.1.6: the public exponent is an odd number equal to 3 or more.
        if ((key->public_exponent.back() & 1) == 0 || key->public_exponent == bytes{1})
            return violation("has an RSA key whose public exponent is even or 1");
        return {};
    case key_type::secp256r1:
    case key_type::secp384r1:
    case key_type::secp521r1:
        return {};
    default:
        return violation("has a key of a type that the Baseline Requirements do not allow");
    }
}

// Section 7.1.3.2: RSA or ECDSA with SHA-256, SHA-384 or SHA-512.
verdict check_signature_algorithm(const certificate& c)
{
    const auto algorithm = find_signature_algorithm(c.signature_algorithm());
    constexpr std::array<std::string_view, 3> hashes{"SHA-256", "SHA-384", "SHA-512"};
    if (!algorithm || std::ranges::find(hashes, algorithm->hash) == hashes.end() ||
        (algorithm->pss && !algorithm->pss->is_usual()))
        return violation("is signed with an algorithm that the Baseline Requirements do not allow");
    return {};
}

// Section 7.1.2.11.1, and for roots section 7.1.2.1.3.
verdict check_authority_key_identifier(const certificate& c, bool is_root)
{
    if (detail::data_of(c).authority_certificate)
        return violation("identifies its issuer's key by name and serial number (authorityKeyIdentifier)");
    if (!is_root || c.find_extension(oid::authority_key_identifier) == nullptr)
        return {};
    if (!std::ranges::equal(c.authority_key_identifier(), c.subject_key_identifier()))
        return violation("is a root whose authorityKeyIdentifier is not its subjectKeyIdentifier");
    return {};
}

// Returns whether the text is a host name that no software takes for an address, as some does "0x7f.1".
bool is_unambiguous_host(std::string_view text)
{
    const auto last_label = text.substr(text.rfind('.') + 1);
    return is_dns_name(text) && !last_label.starts_with("0x") && !last_label.starts_with("0X");
}

// Section 7.1.4.3: a commonName repeats a subjectAltName: a host name character for character, an address as RFC 5952
// section 4 formats it, which is the format of inet_ntop. Two deviations are accepted: the domain of a wildcard, which
// the CA had to validate anyway; and a host name if subjectAltName has no other one in the public DNS.
//
// The names are sorted once: a certificate has room for thousands of commonNames and addresses.
class alt_name_texts {
public:
    explicit alt_name_texts(const subject_alt_names& names)
        : dns_names_(names.dns_names.begin(), names.dns_names.end()),
          only_local_(std::ranges::none_of(names.dns_names, [](auto& text) { return text.find('.') != text.npos; }))
    {
        for (const auto& address : names.ip_addresses) {
            std::array<char, INET6_ADDRSTRLEN> text{};
            ::inet_ntop(address.size() == 4 ? AF_INET : AF_INET6, address.data(), text.data(), text.size());
            addresses_.emplace(text.data());
        }
    }

    bool match(const std::string& common_name) const
    {
        return dns_names_.contains(common_name) || addresses_.contains(common_name) ||
               (is_unambiguous_host(common_name) && (only_local_ || dns_names_.contains("*." + common_name)));
    }

private:
    std::set<std::string, std::less<>> addresses_;
    std::set<std::string_view, std::less<>> dns_names_;
    bool only_local_;
};

verdict check_common_name(const certificate& c)
{
    const alt_name_texts names(c.alt_names());
    for (const auto& attribute : read_attributes(c.subject().der()))
        if (attribute.type == oid::common_name && !names.match(to_utf8(attribute.value).value_or("")))
            return violation("has a common name that is not in subjectAltName");
    return {};
}

// Section 7.1.2.7.12, and RFC 5280 section 4.2.1.6.
verdict check_alt_names(const certificate& c)
{
    const auto& names = c.alt_names();
    if (names.dns_names.empty() && names.ip_addresses.empty())
        return broken_rule{verify_error::no_subject_alt_name, "has no DNS name or IP address in subjectAltName"};
    if (!c.subject().empty() && c.find_extension(oid::subject_alt_name)->critical)
        return violation("has a critical subjectAltName although it has a subject");
    return {};
}

// Section 7.1.2.7.10.
verdict check_extended_key_usage(const certificate& c)
{
    const auto& purposes = c.extended_key_usage();
    if (!purposes)
        return violation("has no extended key usage");
    if (c.find_extension(oid::ext_key_usage)->critical)
        return violation("has a critical extended key usage");
    if (std::ranges::find(*purposes, oid::any_extended_key_usage) != purposes->end())
        return violation("allows any purpose (extended key usage)");
    return {};
}

// Section 7.1.2.7: subscriber certificates.
verdict check_leaf(const certificate& c)
{
    if (c.is_ca())
        return violation("is a CA certificate, not a server's or client's");
    if (c.key_usage_bits() && (c.allows(key_usage::key_cert_sign) || c.allows(key_usage::crl_sign)))
        return violation("may sign certificates or CRLs (key usage)");
    if (auto found = check_extended_key_usage(c))
        return found;
    if (auto found = check_alt_names(c))
        return found;
    return check_common_name(c);
}

} // namespace

std::optional<broken_rule> check_web_profile(std::span<const certificate> path, unsigned depth,
                                             const verify_parameters&)
{
    const auto& c = path[depth];
    const bool is_anchor = depth + 1 == path.size();
    const bool is_root = is_anchor && depth > 0 && c.is_self_issued();
    // Section 7.1.1.
    if (c.version() != 3)
        return violation("has version " + std::to_string(c.version()) + ", not 3");
    if (auto found = check_key(c))
        return found;
    // An anchor's own signature proves nothing.
    if (auto found = is_anchor ? verdict() : check_signature_algorithm(c))
        return found;
    if (auto found = check_authority_key_identifier(c, is_root))
        return found;
    // Section 7.1.2.1.2: a root has no extended key usage.
    if (is_root && c.extended_key_usage())
        return violation("is a root with an extended key usage");
    return depth == 0 ? check_leaf(c) : verdict();
}

} // namespace tls::x509
