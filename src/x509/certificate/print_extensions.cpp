#include "x509/certificate/print_extensions.hpp"

#include "x509/certificate/name.hpp"
#include "x509/der/der_reader.hpp"
#include "x509/der/object_identifiers.hpp"
#include "x509/der/text.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

namespace tls::x509 {

namespace {

using strings = std::vector<std::string>;

constexpr std::size_t max_lines = 100;
constexpr std::size_t max_hex = 64;
constexpr std::size_t heading_width = 32;

struct known_identifier {
    std::string_view dotted;
    std::string_view words;
};

// Purposes (RFC 5280 section 4.2.1.12) and policies (of the CA/Browser Forum and RFC 5280).
constexpr std::array known_identifiers{
    known_identifier{oid::server_auth, "TLS server"},
    known_identifier{oid::client_auth, "TLS client"},
    known_identifier{"1.3.6.1.5.5.7.3.3", "code signing"},
    known_identifier{"1.3.6.1.5.5.7.3.4", "e-mail"},
    known_identifier{"1.3.6.1.5.5.7.3.8", "time stamping"},
    known_identifier{oid::ocsp_signing, "OCSP responses"},
    known_identifier{oid::any_extended_key_usage, "any purpose"},
    known_identifier{oid::any_policy, "any policy"},
    known_identifier{"2.23.140.1.1", "extended validation"},
    known_identifier{"2.23.140.1.2.1", "domain validated"},
    known_identifier{"2.23.140.1.2.2", "organization validated"},
    known_identifier{"2.23.140.1.2.3", "individual validated"},
};

std::string describe_identifier(const std::string& dotted)
{
    auto known = std::ranges::find(known_identifiers, dotted, &known_identifier::dotted);
    return known != known_identifiers.end() ? std::string(known->words) + " (" + dotted + ")" : dotted;
}

std::string counted(std::uint32_t count, const char* one)
{
    return std::to_string(count) + ' ' + one + (count == 1 ? "" : "s");
}

// An iPAddress. In name constraints a mask of the same size follows the address.
std::string describe_address(byte_view content)
{
    if (content.size() != 8 && content.size() != 32)
        return to_ip_literal(content);
    auto half = content.size() / 2;
    return to_ip_literal(content.first(half)) + " mask " + to_ip_literal(content.subspan(half));
}

// GeneralName, RFC 5280 section 4.2.1.6.
std::string describe_general_name(const der::element& name)
{
    const auto text = escaped(as_text(name.content));
    switch (name.tag) {
    case der::tag::context(1):
        return "mailbox " + text;
    case der::tag::context(2):
        return "DNS " + text;
    case der::tag::context(6):
        return "URI " + text;
    case der::tag::context(7):
        return "IP " + describe_address(name.content);
    case der::tag::context_constructed(4):
        return "directory name " + x509::name(name.content).to_string();
    case der::tag::context(8):
        return "registered ID " + der::read_object_identifier(name.content);
    case der::tag::context_constructed(0):
        return "other name of type " + der::reader(name.content).object_identifier();
    default:
        return "name of an unknown type";
    }
}

void describe_general_names(der::reader names, strings& out)
{
    while (!names.empty())
        out.push_back(describe_general_name(names.any()));
}

strings describe_basic_constraints(byte_view value)
{
    auto fields = der::only_sequence(value);
    if (!fields.next_is(der::tag::boolean) || !fields.boolean())
        return {"not a CA"};
    if (fields.empty())
        return {"CA"};
    return {"CA, with at most " + counted(fields.small_integer(0x7fffffff), "CA") + " below it in a path"};
}

strings describe_key_usage(byte_view value)
{
    constexpr std::array names{"digitalSignature", "nonRepudiation", "keyEncipherment",
                               "dataEncipherment", "keyAgreement",   "keyCertSign",
                               "cRLSign",          "encipherOnly",   "decipherOnly"};
    auto bits = der::reader(value).bit_string();
    std::string text;
    for (std::size_t n = 0; n < names.size() && n / 8 < bits.data.size(); ++n)
        if ((bits.data[n / 8] & (0x80u >> n % 8)) != 0)
            text.append(text.empty() ? "" : ", ").append(names[n]);
    return {text};
}

strings describe_identifiers(byte_view value)
{
    strings out;
    for (auto identifiers = der::only_sequence(value); !identifiers.empty();)
        out.push_back(describe_identifier(identifiers.object_identifier()));
    return out;
}

strings describe_alt_names(byte_view value)
{
    strings out;
    describe_general_names(der::only_sequence(value), out);
    return out;
}

strings describe_subject_key_identifier(byte_view value)
{
    return {to_colon_hex(der::reader(value).octet_string())};
}

strings describe_authority_key_identifier(byte_view value)
{
    auto fields = der::only_sequence(value);
    strings out;
    if (auto key = fields.optional(der::tag::context(0)))
        out.push_back(to_colon_hex(key->content));
    if (auto issuer = fields.optional(der::tag::context_constructed(1)))
        describe_general_names(der::reader(issuer->content), out);
    if (auto serial_number = fields.optional(der::tag::context(2)))
        out.push_back("serial number " + to_colon_hex(serial_number->content));
    return out;
}

void describe_subtrees(const char* rule, const std::optional<der::element>& subtrees, strings& out)
{
    if (!subtrees)
        return;
    for (der::reader each(subtrees->content); !each.empty();)
        out.push_back(rule + describe_general_name(each.sequence().any()));
}

strings describe_name_constraints(byte_view value)
{
    auto fields = der::only_sequence(value);
    strings out;
    describe_subtrees("only ", fields.optional(der::tag::context_constructed(0)), out);
    describe_subtrees("never ", fields.optional(der::tag::context_constructed(1)), out);
    return out;
}

strings describe_policies(byte_view value)
{
    strings out;
    for (auto policies = der::only_sequence(value); !policies.empty();)
        out.push_back(describe_identifier(policies.sequence().object_identifier()));
    return out;
}

strings describe_policy_mappings(byte_view value)
{
    strings out;
    for (auto mappings = der::only_sequence(value); !mappings.empty();) {
        auto mapping = mappings.sequence();
        auto issuers = mapping.object_identifier();
        out.push_back(describe_identifier(issuers) + " is " + describe_identifier(mapping.object_identifier()));
    }
    return out;
}

// An implicitly tagged INTEGER that counts certificates.
std::string describe_skip(const char* rule, byte_view content)
{
    if (content.size() != 1 || content[0] >= 0x80)
        throw der::error("certificate count too large");
    return rule + (" after " + counted(content[0], "certificate"));
}

strings describe_policy_constraints(byte_view value)
{
    auto fields = der::only_sequence(value);
    strings out;
    if (auto skip = fields.optional(der::tag::context(0)))
        out.push_back(describe_skip("a policy is required", skip->content));
    if (auto skip = fields.optional(der::tag::context(1)))
        out.push_back(describe_skip("no policy may be mapped", skip->content));
    return out;
}

strings describe_inhibit_any_policy(byte_view value)
{
    return {describe_skip("anyPolicy is ignored", der::reader(value).integer())};
}

strings describe_authority_information_access(byte_view value)
{
    strings out;
    for (auto descriptions = der::only_sequence(value); !descriptions.empty();) {
        auto description = descriptions.sequence();
        auto method = description.object_identifier();
        auto words = method == oid::ad_ocsp         ? "OCSP at "
                     : method == oid::ad_ca_issuers ? "issuer's certificate at "
                                                    : method + " at ";
        out.push_back(words + describe_general_name(description.any()));
    }
    return out;
}

strings describe_crl_distribution_points(byte_view value)
{
    strings out;
    for (auto points = der::only_sequence(value); !points.empty();) {
        auto point = points.sequence();
        auto location = point.optional(der::tag::context_constructed(0));
        if (!location)
            continue;
        der::reader choice(location->content);
        if (auto full_name = choice.optional(der::tag::context_constructed(0)))
            describe_general_names(der::reader(full_name->content), out);
        else
            out.push_back("a name relative to the issuer's name");
    }
    return out;
}

strings describe_tls_feature(byte_view value)
{
    constexpr std::uint32_t status_request = 5;
    strings out;
    for (auto features = der::only_sequence(value); !features.empty();) {
        auto feature = features.small_integer(0xffff);
        out.push_back(feature == status_request ? "servers must staple an OCSP response"
                                                : "TLS extension " + std::to_string(feature));
    }
    return out;
}

// SignedCertificateTimestampList, RFC 6962 section 3.3: a TLS-encoded list of version, log id, time and more.
strings describe_timestamps(byte_view value)
{
    constexpr std::size_t log_size = 32, time_offset = 1 + log_size, time_size = 8;
    auto list = der::reader(value).octet_string();
    auto take = [&list](std::size_t size) {
        if (list.size() < size)
            throw der::error("truncated list");
        auto taken = list.first(size);
        list = list.subspan(size);
        return taken;
    };
    auto length = take(2);
    if (list.size() != static_cast<std::size_t>(length[0] << 8 | length[1]))
        throw der::error("wrong list length");
    strings out;
    while (!list.empty()) {
        auto size = take(2);
        auto timestamp = take(static_cast<std::size_t>(size[0] << 8 | size[1]));
        if (timestamp.size() < time_offset + time_size)
            throw der::error("truncated timestamp");
        std::uint64_t milliseconds = 0;
        for (auto byte : timestamp.subspan(time_offset, time_size))
            milliseconds = milliseconds << 8 | byte;
        constexpr std::uint64_t year_2200 = 7'258'118'400'000;
        auto time = time_point(std::chrono::milliseconds(std::min(milliseconds, year_2200)));
        out.push_back(to_date_and_time(time) + " by log " + to_colon_hex(timestamp.subspan(1, 8)) + "...");
    }
    return out;
}

strings describe_presence(byte_view)
{
    return {"yes"};
}

struct known_extension {
    std::string_view identifier;
    std::string_view heading;
    strings (*describe)(byte_view value);
};

constexpr std::array known_extensions{
    known_extension{oid::basic_constraints, "Basic constraints", describe_basic_constraints},
    known_extension{oid::key_usage, "Key usage", describe_key_usage},
    known_extension{oid::ext_key_usage, "Extended key usage", describe_identifiers},
    known_extension{oid::subject_alt_name, "Alternative names", describe_alt_names},
    known_extension{"2.5.29.18", "Issuer's alternative names", describe_alt_names},
    known_extension{oid::subject_key_identifier, "Key identifier", describe_subject_key_identifier},
    known_extension{oid::authority_key_identifier, "Issuer's key identifier", describe_authority_key_identifier},
    known_extension{oid::name_constraints, "Name constraints", describe_name_constraints},
    known_extension{oid::certificate_policies, "Policies", describe_policies},
    known_extension{oid::policy_mappings, "Policy mappings", describe_policy_mappings},
    known_extension{oid::policy_constraints, "Policy constraints", describe_policy_constraints},
    known_extension{oid::inhibit_any_policy, "Inhibit any policy", describe_inhibit_any_policy},
    known_extension{oid::authority_information_access, "Information access", describe_authority_information_access},
    known_extension{oid::crl_distribution_points, "CRLs", describe_crl_distribution_points},
    known_extension{oid::tls_feature, "TLS features", describe_tls_feature},
    known_extension{oid::ocsp_no_check, "OCSP no check", describe_presence},
    known_extension{"1.3.6.1.4.1.11129.2.4.2", "Transparency", describe_timestamps},
    known_extension{"1.3.6.1.4.1.11129.2.4.3", "Precertificate", describe_presence},
};

void describe_extension(const extension& e, text_lines& lines)
{
    auto known = std::ranges::find(known_extensions, e.identifier, &known_extension::identifier);
    auto heading = known != known_extensions.end() ? std::string(known->heading) : e.identifier;
    if (e.critical)
        heading += " (critical)";
    if (known != known_extensions.end()) {
        try {
            lines.add(heading, known->describe(e.value));
            return;
        } catch (const der::error&) {
            // Shown as hexadecimal below.
        }
    }
    lines.add(heading, to_colon_hex(e.value));
}

} // namespace

void text_lines::add(std::string_view heading, std::string_view value)
{
    text_.append(indentation_, ' ');
    text_.append(heading);
    if (!heading.empty())
        text_ += ':';
    auto used = heading.size() + (heading.empty() ? 0 : 1);
    text_.append(used < heading_width ? heading_width - used : 1, ' ');
    text_.append(value);
    text_ += '\n';
}

void text_lines::add(std::string_view heading, const std::vector<std::string>& values)
{
    if (values.empty())
        add(heading, "(none)");
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (i == max_lines) {
            add("", "and " + std::to_string(values.size() - i) + " more");
            return;
        }
        add(i == 0 ? heading : std::string_view(), values[i]);
    }
}

std::string to_colon_hex(byte_view data)
{
    std::string text;
    for (auto byte : data.first(std::min(data.size(), max_hex))) {
        if (!text.empty())
            text += ':';
        append_hex(text, byte);
    }
    if (data.size() > max_hex)
        text += "... (" + std::to_string(data.size()) + " bytes)";
    return text;
}

std::string to_date_and_time(time_point time)
{
    using namespace std::chrono;
    // RFC 5280 section 4.1.2.5: a date beyond the range of time_point means that the certificate does not expire.
    if (time == time_point::max())
        return "no expiration date";
    auto whole = floor<seconds>(time);
    auto midnight = floor<days>(whole);
    const year_month_day date(midnight);
    auto second_of_day = static_cast<unsigned>((whole - midnight).count());
    char text[80];
    std::snprintf(text, sizeof text, "%04d-%02u-%02u %02u:%02u:%02u UTC", int(date.year()), unsigned(date.month()),
                  unsigned(date.day()), second_of_day / 3600, second_of_day / 60 % 60, second_of_day % 60);
    return text;
}

void describe_extensions(std::span<const extension> extensions, text_lines& lines)
{
    for (const auto& e : extensions)
        describe_extension(e, lines);
}

} // namespace tls::x509
