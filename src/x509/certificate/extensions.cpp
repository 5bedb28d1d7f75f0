// Parses certificate extensions (RFC 5280 section 4.2).

#include "x509/certificate/certificate_data.hpp"
#include "x509/certificate/name.hpp"
#include "x509/der/object_identifiers.hpp"

#include <array>
#include <set>

namespace tls::x509::detail {

namespace {

// RFC 5280 section 4.2.1.9.
void parse_basic_constraints(byte_view value, certificate_data& data)
{
    auto fields = der::only_sequence(value);
    // FALSE is the default and should not be encoded, but so many CAs did that it must be accepted.
    const bool is_ca = fields.next_is(der::tag::boolean) && fields.boolean();
    std::optional<unsigned> path_length;
    if (!fields.empty())
        path_length = fields.small_integer(0x7fffffff);
    fields.expect_end();
    data.is_ca = is_ca;
    data.path_length = path_length;
    // "CAs MUST NOT include the pathLenConstraint field unless the cA boolean is asserted"
    if (path_length && !is_ca)
        data.add_defect(verify_error::bad_extension, "has a pathLenConstraint but is not a CA certificate");
}

// RFC 5280 section 4.2.1.3.
void parse_key_usage(byte_view value, certificate_data& data)
{
    constexpr std::size_t defined_bits = 9;
    der::reader in(value);
    auto bits = in.bit_string();
    in.expect_end();
    std::uint16_t usage = 0;
    for (std::size_t n = 0; n < defined_bits && n / 8 < bits.data.size(); ++n)
        if ((bits.data[n / 8] & (0x80u >> n % 8)) != 0)
            usage = static_cast<std::uint16_t>(usage | 1u << n);
    // "When the keyUsage extension appears in a certificate, at least one of the bits MUST be set to 1."
    if (usage == 0)
        throw der::error("keyUsage has no bit set");
    data.key_usage_bits = usage;
}

// RFC 5280 section 4.2.1.12.
void parse_extended_key_usage(byte_view value, certificate_data& data)
{
    auto purposes = der::only_sequence(value);
    std::vector<std::string> result;
    do
        result.push_back(purposes.object_identifier());
    while (!purposes.empty());
    data.extended_key_usage = std::move(result);
}

std::string read_ia5(byte_view content)
{
    for (auto byte : content)
        if (byte >= 0x80)
            throw der::error("character outside IA5String");
    return std::string(as_text(content));
}

// Adds a name of subjectAltName. Other types of names are accepted without being parsed.
void add_alt_name(const der::element& general_name, certificate_data& data)
{
    switch (general_name.tag) {
    case der::tag::context(1):
        data.alt_names.emails.push_back(read_ia5(general_name.content));
        break;
    case der::tag::context(2):
        data.alt_names.dns_names.push_back(read_ia5(general_name.content));
        break;
    case der::tag::context(6):
        data.alt_names.uris.push_back(read_ia5(general_name.content));
        break;
    case der::tag::context(7):
        // "For IP version 4 [...] MUST contain exactly four octets. For IP version 6 [...] sixteen octets."
        if (general_name.content.size() != 4 && general_name.content.size() != 16)
            throw der::error("iPAddress is neither 4 nor 16 octets long");
        data.alt_names.ip_addresses.push_back(to_bytes(general_name.content));
        break;
    case der::tag::context_constructed(4): // directoryName
        canonical_name(general_name.content);
        break;
    case der::tag::context_constructed(0): // otherName
    case der::tag::context_constructed(3): // x400Address
    case der::tag::context_constructed(5): // ediPartyName
    case der::tag::context(8):             // registeredID
        break;
    default:
        throw der::error("malformed GeneralName");
    }
}

// A name of one byte takes twenty times its size in memory. Vectors that grow would take twice as much.
void reserve_alt_names(der::reader names, certificate_data& data)
try {
    std::size_t all = 0, emails = 0, dns_names = 0, uris = 0, ip_addresses = 0;
    for (; !names.empty(); ++all) {
        const auto tag = names.any().tag;
        emails += tag == general_name_tag::rfc822_name;
        dns_names += tag == general_name_tag::dns_name;
        uris += tag == general_name_tag::uniform_resource_identifier;
        ip_addresses += tag == general_name_tag::ip_address;
    }
    data.general_names.reserve(all);
    data.alt_names.emails.reserve(emails);
    data.alt_names.dns_names.reserve(dns_names);
    data.alt_names.uris.reserve(uris);
    data.alt_names.ip_addresses.reserve(ip_addresses);
} catch (const der::error&) {
    // parse_subject_alt_name() reports it.
}

// RFC 5280 section 4.2.1.6. One malformed name does not lose the others. Many do: an exception takes as long as
// hundreds of names.
void parse_subject_alt_name(byte_view value, certificate_data& data)
{
    data.alt_names.present = true;
    data.has_malformed_alt_names = true;
    auto names = der::only_sequence(value);
    reserve_alt_names(names, data);
    std::size_t malformed_names = 0;
    std::string malformed;
    do {
        const auto general_name = names.any();
        bool comparable = true;
        try {
            add_alt_name(general_name, data);
        } catch (const der::error& e) {
            if (++malformed_names > max_defects)
                throw;
            malformed = e.what();
            comparable = general_name.tag != general_name_tag::directory_name;
        }
        if (comparable)
            data.general_names.push_back({general_name.tag, general_name.content});
    } while (!names.empty());
    if (!malformed.empty())
        throw der::error(malformed);
    data.has_malformed_alt_names = false;
}

// RFC 5280 section 4.2.1.2.
void parse_subject_key_identifier(byte_view value, certificate_data& data)
{
    der::reader in(value);
    data.subject_key_identifier = in.octet_string();
    in.expect_end();
}

// RFC 5280 section 4.2.1.1.
void parse_authority_key_identifier(byte_view value, certificate_data& data)
{
    auto fields = der::only_sequence(value);
    const auto key_identifier = fields.optional(der::tag::context(0));
    auto issuer = fields.optional(der::tag::context_constructed(1));
    auto serial_number = fields.optional(der::tag::context(2));
    fields.expect_end();
    if (key_identifier)
        data.authority_key_identifier = key_identifier->content;
    // "The authorityCertIssuer and authorityCertSerialNumber fields MUST either both be present or both be absent"
    // (X.509, clause 8.2.2.1).
    if (issuer.has_value() != serial_number.has_value())
        data.add_defect(verify_error::bad_extension,
                        "has an authorityKeyIdentifier with only one of issuer and serial number");
    else if (issuer)
        data.authority_certificate = issuer_certificate{issuer->content, serial_number->content};
}

// RFC 5280 section 4.2.1.4. The qualifiers are for people and are not parsed.
void parse_certificate_policies(byte_view value, certificate_data& data)
{
    auto policies = der::only_sequence(value);
    std::set<std::string> seen;
    bool duplicate = false;
    do {
        auto information = policies.sequence();
        // "A certificate policy OID MUST NOT appear more than once in a certificate policies extension."
        if (!seen.insert(information.object_identifier()).second)
            duplicate = true;
        if (!information.empty())
            information.sequence();
        information.expect_end();
    } while (!policies.empty());
    data.policies.emplace(seen.begin(), seen.end());
    if (duplicate)
        data.add_defect(verify_error::invalid_policy, "names a certificate policy twice");
}

// RFC 5280 section 4.2.1.5. Policies are evaluated over a whole path: see path/policy.hpp.
void parse_policy_mappings(byte_view value, certificate_data& data)
{
    data.policy_mappings = read_policy_mappings(value);
}

// RFC 5280 section 4.2.1.11.
void parse_policy_constraints(byte_view value, certificate_data& data)
{
    data.policy_constraints = read_policy_constraints(value);
}

// RFC 5280 section 4.2.1.14.
void parse_inhibit_any_policy(byte_view value, certificate_data& data)
{
    data.inhibit_any_policy = read_inhibit_any_policy(value);
}

// Appends the URI of a GeneralName, if it is a URI.
void add_uri(const der::element& general_name, std::vector<std::string>& uris)
{
    if (general_name.tag == der::tag::context(6))
        uris.push_back(read_ia5(general_name.content));
}

// RFC 5280 section 4.2.2.1.
void parse_authority_information_access(byte_view value, certificate_data& data)
{
    auto descriptions = der::only_sequence(value);
    do {
        auto description = descriptions.sequence();
        auto method = description.object_identifier();
        auto location = description.any();
        description.expect_end();
        if (method == oid::ad_ocsp)
            add_uri(location, data.ocsp_responders);
        else if (method == oid::ad_ca_issuers)
            add_uri(location, data.ca_issuers);
    } while (!descriptions.empty());
}

// RFC 5280 section 4.2.1.13: collects the URIs of every fullName.
void parse_crl_distribution_points(byte_view value, certificate_data& data)
{
    constexpr auto distribution_point_name = der::tag::context_constructed(0);
    constexpr auto full_name = der::tag::context_constructed(0);
    auto points = der::only_sequence(value);
    do {
        auto point = points.sequence();
        if (point.next_is(distribution_point_name)) {
            auto choice = point.constructed(distribution_point_name);
            if (choice.next_is(full_name)) {
                auto names = choice.constructed(full_name);
                while (!names.empty())
                    add_uri(names.any(), data.crl_distribution_points);
            }
        }
    } while (!points.empty());
}

// RFC 7633 section 4: the TLS extensions that the server must answer. status_request means stapling.
void parse_tls_feature(byte_view value, certificate_data& data)
{
    constexpr std::uint32_t status_request = 5;
    auto features = der::only_sequence(value);
    while (!features.empty())
        if (features.small_integer(0xffff) == status_request)
            data.must_staple = true;
}

void parse_name_constraints(byte_view value, certificate_data& data)
{
    data.name_constraints = read_name_constraints(value);
}

struct extension_row {
    std::string_view identifier;
    std::string_view name;
    void (*parse)(byte_view value, certificate_data&);
};

constexpr std::array processed_extensions{
    extension_row{oid::basic_constraints, "basicConstraints", parse_basic_constraints},
    extension_row{oid::key_usage, "keyUsage", parse_key_usage},
    extension_row{oid::ext_key_usage, "extendedKeyUsage", parse_extended_key_usage},
    extension_row{oid::subject_alt_name, "subjectAltName", parse_subject_alt_name},
    extension_row{oid::subject_key_identifier, "subjectKeyIdentifier", parse_subject_key_identifier},
    extension_row{oid::authority_key_identifier, "authorityKeyIdentifier", parse_authority_key_identifier},
    extension_row{oid::name_constraints, "nameConstraints", parse_name_constraints},
    extension_row{oid::certificate_policies, "certificatePolicies", parse_certificate_policies},
    extension_row{oid::policy_mappings, "policyMappings", parse_policy_mappings},
    extension_row{oid::policy_constraints, "policyConstraints", parse_policy_constraints},
    extension_row{oid::inhibit_any_policy, "inhibitAnyPolicy", parse_inhibit_any_policy},
    extension_row{oid::authority_information_access, "authorityInfoAccess", parse_authority_information_access},
    extension_row{oid::crl_distribution_points, "cRLDistributionPoints", parse_crl_distribution_points},
    extension_row{oid::tls_feature, "TLS feature", parse_tls_feature},
};

void parse_value(const extension& e, certificate_data& data)
{
    for (const auto& row : processed_extensions) {
        if (row.identifier != e.identifier)
            continue;
        try {
            row.parse(e.value, data);
        } catch (const der::error& error) {
            data.add_defect(verify_error::bad_extension,
                            "has a malformed " + std::string(row.name) + " extension: " + error.what());
        }
        return;
    }
    // ocsp_no_check, which some callers ignore, must not hide another critical extension.
    auto& noted = data.unhandled_critical_extension;
    if (e.critical && (noted.empty() || noted == oid::ocsp_no_check))
        noted = e.identifier;
}

extension read_extension(const der::element& whole)
{
    auto fields = der::only_sequence(whole.whole);
    auto identifier = fields.object_identifier();
    // As in basicConstraints, an encoded FALSE is accepted.
    const bool critical = fields.next_is(der::tag::boolean) && fields.boolean();
    const auto value = fields.octet_string();
    fields.expect_end();
    return {std::move(identifier), critical, value};
}

// Returns false if it is malformed. `seen` holds the identifiers of the extensions before this one.
bool add_extension(const der::element& whole, std::set<std::string>& seen, certificate_data& data)
try {
    auto e = read_extension(whole);
    const bool first = seen.insert(e.identifier).second;
    data.extensions.push_back(std::move(e));
    // RFC 5280 section 4.2: "A certificate MUST NOT include more than one instance of a particular extension."
    if (first)
        parse_value(data.extensions.back(), data);
    else
        data.add_defect(verify_error::bad_extension,
                        "has the extension " + data.extensions.back().identifier + " twice");
    return true;
} catch (const der::error& e) {
    data.add_defect(verify_error::bad_extension, std::string("has a malformed extension: ") + e.what());
    return false;
}

} // namespace

void parse_extensions(der::reader in, certificate_data& data)
{
    // RFC 5280 section 4.1.2.9: "a SEQUENCE of one or more certificate extensions".
    if (in.empty())
        data.add_defect(verify_error::bad_extension, "has an empty list of extensions");
    std::set<std::string> seen;
    std::size_t malformed = 0;
    while (!in.empty())
        if (!add_extension(in.any(), seen, data) && ++malformed > max_defects)
            throw der::error("many malformed extensions"); // each exception takes as long as hundreds of extensions
    // RFC 5280 section 4.2.1.10: the extension "MUST be used only in a CA certificate".
    if (data.name_constraints && !data.is_ca)
        data.add_defect(verify_error::bad_extension, "has nameConstraints but is not a CA certificate");
}

} // namespace tls::x509::detail
