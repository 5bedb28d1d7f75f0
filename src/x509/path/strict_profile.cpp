#include "x509/path/strict_profile.hpp"

#include "x509/der/der_reader.hpp"
#include "x509/der/object_identifiers.hpp"

#include <algorithm>
#include <array>

namespace tls::x509 {

namespace {

using verdict = std::optional<broken_rule>;

verdict broken(std::string rule)
{
    return broken_rule{verify_error::bad_extension, std::move(rule)};
}

// RFC 5280 section 4.1.2.2: "The serial number MUST be a positive integer".
verdict check_serial_number(const certificate& c)
{
    const auto serial = c.serial_number();
    const bool zero = std::ranges::all_of(serial, [](auto byte) { return byte == 0; });
    if (zero || serial[0] >= 0x80)
        return broken_rule{verify_error::invalid_encoding, "has a serial number that is not positive"};
    return {};
}

// RFC 5280 section 4.1.2.5: "dates through the year 2049" MUST be encoded as UTCTime.
verdict check_time_encoding(const certificate& c)
{
    constexpr auto first_generalized = std::chrono::sys_days(std::chrono::year(2050) / 1 / 1);
    auto tbs = der::only_sequence(c.tbs());
    tbs.optional(der::tag::context_constructed(0));
    tbs.integer();
    tbs.sequence(); // signature
    tbs.sequence(); // issuer
    auto validity = tbs.sequence();
    for (const auto time : {c.not_before(), c.not_after()})
        if (validity.any().tag == der::tag::generalized_time && time < first_generalized)
            return broken_rule{verify_error::invalid_encoding, "has a date before 2050 that is not a UTCTime"};
    return {};
}

struct criticality_row {
    std::string_view identifier;
    std::string_view name;
    bool critical;
};

// Criticality with which "Conforming CAs MUST mark" an extension: RFC 5280 sections 4.2.1.1, 4.2.1.2, 4.2.1.11,
// 4.2.1.14, 4.2.2.1.
constexpr std::array criticalities{
    criticality_row{oid::authority_key_identifier, "authorityKeyIdentifier", false},
    criticality_row{oid::subject_key_identifier, "subjectKeyIdentifier", false},
    criticality_row{oid::authority_information_access, "authorityInfoAccess", false},
    criticality_row{oid::policy_constraints, "policyConstraints", true},
    criticality_row{oid::inhibit_any_policy, "inhibitAnyPolicy", true},
};

verdict check_criticality(const certificate& c, const verify_parameters& parameters)
{
    for (const auto& row : criticalities) {
        const auto* extension = c.find_extension(row.identifier);
        if (extension != nullptr && extension->critical != row.critical)
            return broken("marks " + std::string(row.name) + " as " + (row.critical ? "not critical" : "critical"));
    }
    // RFC 5280 section 4.2.1.10. CAs of the Web PKI may leave it non-critical for old software.
    const auto* constraints = c.find_extension(oid::name_constraints);
    if (parameters.rules != profile::web && constraints != nullptr && !constraints->critical)
        return broken("marks nameConstraints as not critical");
    // RFC 5280 section 4.2.1.6: subjectAltName is critical if the subject is empty.
    const auto* alt_names = c.find_extension(oid::subject_alt_name);
    if (c.subject().empty() && (alt_names == nullptr || !alt_names->critical))
        return broken("has neither a subject nor a critical subjectAltName");
    return {};
}

verdict check_key_identifiers(const certificate& c, bool issues, bool is_anchor)
{
    // RFC 5280 section 4.2.1.1: keyIdentifier MUST be included, except in a self-signed certificate.
    if (c.authority_key_identifier().empty() && !(is_anchor && is_self_signed(c)))
        return broken("has no authorityKeyIdentifier for its issuer's key");
    // RFC 5280 section 4.2.1.2: it "MUST appear in all conforming CA certificates".
    if (issues && c.subject_key_identifier().empty())
        return broken("has no subjectKeyIdentifier");
    return {};
}

verdict check_authority(const certificate& c, bool issues)
{
    // RFC 5280 section 4.2.1.9: the extension "MUST" be critical if the key verifies signatures on certificates.
    const auto* constraints = c.find_extension(oid::basic_constraints);
    if (issues && (constraints == nullptr || !constraints->critical))
        return broken("has no critical basicConstraints");
    // "If the cA boolean is not asserted, then the keyCertSign bit in the key usage extension MUST NOT be asserted."
    if (!c.is_ca() && c.key_usage_bits() && c.allows(key_usage::key_cert_sign))
        return broken("may sign certificates (key usage) but is not a CA certificate");
    return {};
}

// RFC 5280 section 4.2.1.6: a dNSName is in the "preferred name syntax" of RFC 1034 section 3.5, which has no
// underscore. Some host names in use have one.
verdict check_dns_names(const certificate& c)
{
    for (const auto& name : c.alt_names().dns_names)
        if (name.find('_') != std::string::npos)
            return broken("has a dNSName with an underscore");
    return {};
}

} // namespace

bool is_self_signed(const certificate& c)
{
    const auto own = c.subject_key_identifier(), issuer = c.authority_key_identifier();
    return c.is_self_issued() && (own.empty() || issuer.empty() || std::ranges::equal(own, issuer));
}

std::optional<broken_rule> check_strict_profile(std::span<const certificate> path, unsigned depth,
                                                const verify_parameters& parameters)
{
    const auto& c = path[depth];
    const bool issues = depth > 0, is_anchor = depth + 1 == path.size();
    // Several old roots have the serial number zero, so a root's is not checked.
    if (auto found = issues && is_anchor ? verdict() : check_serial_number(c))
        return found;
    if (auto found = check_time_encoding(c))
        return found;
    if (auto found = check_criticality(c, parameters))
        return found;
    if (auto found = check_key_identifiers(c, issues, is_anchor))
        return found;
    if (auto found = check_dns_names(c))
        return found;
    return check_authority(c, issues);
}

} // namespace tls::x509
