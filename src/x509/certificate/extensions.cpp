// Parses certificate extensions (RFC 5280 section 4.2).

#include "x509/certificate/certificate_data.hpp"
#include "x509/certificate/name.hpp"
#include "x509/certificate/policy_extensions.hpp"
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
    if (fields.next_is(der::tag::boolean))
        data.is_ca = fields.boolean();
    if (!fields.empty()) {
        // "CAs MUST NOT include the pathLenConstraint field unless the cA boolean is asserted"
        if (!data.is_ca)
            throw der::error("pathLenConstraint without cA");
        data.path_length = fields.small_integer(0x7fffffff);
    }
    fields.expect_end();
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

// RFC 5280 section 4.2.1.6. Other types of names are accepted without being parsed.
void parse_subject_alt_name(byte_view value, certificate_data& data)
{
    auto names = der::only_sequence(value);
    data.alt_names.present = true;
    do {
        auto general_name = names.any();
        data.general_names.push_back({general_name.tag, general_name.content});
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
    } while (!names.empty());
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
    if (auto key_identifier = fields.optional(der::tag::context(0)))
        data.authority_key_identifier = key_identifier->content;
    auto issuer = fields.optional(der::tag::context_constructed(1));
    auto serial_number = fields.optional(der::tag::context(2));
    fields.expect_end();
    // "The authorityCertIssuer and authorityCertSerialNumber fields MUST either both be present or both be absent"
    // (X.509, clause 8.2.2.1).
    if (issuer.has_value() != serial_number.has_value())
        throw der::error("authorityKeyIdentifier has only one of issuer and serial number");
    if (issuer)
        data.authority_certificate = issuer_certificate{issuer->content, serial_number->content};
}

// RFC 5280 section 4.2.1.4. The qualifiers are for people and are not parsed.
void parse_certificate_policies(byte_view value, certificate_data& data)
{
    auto policies = der::only_sequence(value);
    std::set<std::string> seen;
    do {
        auto information = policies.sequence();
        // "A certificate policy OID MUST NOT appear more than once in a certificate policies extension."
        if (!seen.insert(information.object_identifier()).second)
            throw der::error("duplicate certificate policy");
        if (!information.empty())
            information.sequence();
        information.expect_end();
    } while (!policies.empty());
    data.policies.emplace(seen.begin(), seen.end());
}

// RFC 5280 section 4.2.1.5. Policies are evaluated over a whole path: see path/policy.hpp.
void parse_policy_mappings(byte_view value, certificate_data&)
{
    read_policy_mappings(value);
}

// RFC 5280 section 4.2.1.11.
void parse_policy_constraints(byte_view value, certificate_data&)
{
    read_policy_constraints(value);
}

// RFC 5280 section 4.2.1.14.
void parse_inhibit_any_policy(byte_view value, certificate_data&)
{
    read_inhibit_any_policy(value);
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
    void (*parse)(byte_view value, certificate_data&);
};

constexpr std::array processed_extensions{
    extension_row{oid::basic_constraints, parse_basic_constraints},
    extension_row{oid::key_usage, parse_key_usage},
    extension_row{oid::ext_key_usage, parse_extended_key_usage},
    extension_row{oid::subject_alt_name, parse_subject_alt_name},
    extension_row{oid::subject_key_identifier, parse_subject_key_identifier},
    extension_row{oid::authority_key_identifier, parse_authority_key_identifier},
    extension_row{oid::name_constraints, parse_name_constraints},
    extension_row{oid::certificate_policies, parse_certificate_policies},
    extension_row{oid::policy_mappings, parse_policy_mappings},
    extension_row{oid::policy_constraints, parse_policy_constraints},
    extension_row{oid::inhibit_any_policy, parse_inhibit_any_policy},
    extension_row{oid::authority_information_access, parse_authority_information_access},
    extension_row{oid::crl_distribution_points, parse_crl_distribution_points},
    extension_row{oid::tls_feature, parse_tls_feature},
};

void parse_extension(const std::string& identifier, bool critical, byte_view value, certificate_data& data)
{
    for (const auto& row : processed_extensions) {
        if (row.identifier == identifier) {
            row.parse(value, data);
            return;
        }
    }
    // ocsp_no_check, which some callers ignore, must not hide another critical extension.
    auto& noted = data.unhandled_critical_extension;
    if (critical && (noted.empty() || noted == oid::ocsp_no_check))
        noted = identifier;
}

} // namespace

void parse_extensions(der::reader in, certificate_data& data)
{
    std::set<std::string> seen;
    do {
        auto fields = in.sequence();
        auto identifier = fields.object_identifier();
        // As in basicConstraints, an encoded FALSE is accepted.
        bool critical = fields.next_is(der::tag::boolean) && fields.boolean();
        auto value = fields.octet_string();
        fields.expect_end();
        // RFC 5280 section 4.2: "A certificate MUST NOT include more than one instance of a particular extension."
        if (!seen.insert(identifier).second)
            throw der::error("duplicate extension " + identifier);
        data.extensions.push_back({identifier, critical, value});
        parse_extension(identifier, critical, value, data);
    } while (!in.empty());
    // RFC 5280 section 4.2.1.10: the extension "MUST be used only in a CA certificate".
    if (data.name_constraints && !data.is_ca)
        throw der::error("nameConstraints in a certificate that is not a CA certificate");
}

} // namespace tls::x509::detail
