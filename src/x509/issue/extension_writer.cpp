#include "x509/issue/extension_writer.hpp"

#include "x509/certificate/host_name.hpp"
#include "x509/certificate/name.hpp"
#include "x509/der/object_identifiers.hpp"

#include <algorithm>
#include <charconv>
#include <stdexcept>

namespace tls::x509 {

namespace {

constexpr auto rfc822_name = der::tag::context(1);
constexpr auto dns_name = der::tag::context(2);
constexpr auto directory_name = der::tag::context_constructed(4);
constexpr auto uniform_resource_identifier = der::tag::context(6);
constexpr auto ip_address = der::tag::context(7);

void append(der::encoding& out, const der::encoding& more)
{
    out.insert(out.end(), more.begin(), more.end());
}

// Encodes a GeneralName that is an IA5String.
der::encoding write_text_name(std::uint8_t tag, const std::string& text)
{
    if (std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) >= 0x80; }))
        throw std::invalid_argument("name is not ASCII: " + text);
    return der::element_of(tag, as_bytes(text));
}

bytes read_address(std::string_view literal)
{
    auto address = parse_ip_literal(literal);
    if (!address)
        throw std::invalid_argument("not an IP address: " + std::string(literal));
    return *address;
}

// RFC 5280 section 4.2.1.10: an address and a mask, "in the style of RFC 4632 (CIDR)".
bytes read_network(const std::string& text)
{
    const auto slash = text.find('/');
    auto address = read_address(std::string_view(text).substr(0, slash));
    const auto size = address.size();
    auto prefix = 8 * size;
    if (slash != std::string::npos) {
        auto begin = text.data() + slash + 1, end = text.data() + text.size();
        auto [stop, status] = std::from_chars(begin, end, prefix);
        if (status != std::errc{} || stop != end || prefix > 8 * size)
            throw std::invalid_argument("not a network in CIDR notation: " + text);
    }
    address.resize(2 * size);
    for (std::size_t bit = 0; bit < 8 * size; ++bit) {
        auto one = static_cast<std::uint8_t>(0x80 >> bit % 8);
        if (bit < prefix)
            address[size + bit / 8] |= one;
        else if ((address[bit / 8] & one) != 0)
            throw std::invalid_argument("network has bits set after its prefix: " + text);
    }
    return address;
}

der::encoding write_alt_names(const certificate_template& wanted)
{
    der::encoding names;
    for (const auto& name : wanted.dns_names)
        append(names, write_text_name(dns_name, name));
    for (const auto& literal : wanted.ip_addresses)
        append(names, der::element_of(ip_address, read_address(literal)));
    for (const auto& name : wanted.emails)
        append(names, write_text_name(rfc822_name, name));
    for (const auto& name : wanted.uris)
        append(names, write_text_name(uniform_resource_identifier, name));
    return names;
}

// Encodes GeneralSubtrees; empty if there are none.
der::encoding write_subtrees(std::uint8_t tag, const name_subtrees& subtrees)
{
    der::encoding all;
    auto add = [&all](const der::encoding& base) { append(all, der::sequence({base})); };
    for (const auto& name : subtrees.dns_names)
        add(write_text_name(dns_name, name));
    for (const auto& network : subtrees.ip_networks)
        add(der::element_of(ip_address, read_network(network)));
    for (const auto& name : subtrees.emails)
        add(write_text_name(rfc822_name, name));
    for (const auto& name : subtrees.uris)
        add(write_text_name(uniform_resource_identifier, name));
    for (const auto& name : subtrees.directory_names)
        add(der::element_of(directory_name, write_name(name)));
    return all.empty() ? all : der::element_of(tag, all);
}

der::encoding write_object_identifiers(const std::vector<std::string>& dotted)
{
    der::encoding all;
    for (const auto& identifier : dotted)
        append(all, der::object_identifier(identifier));
    return der::sequence({all});
}

der::encoding write_policies(const std::vector<std::string>& policies)
{
    der::encoding all;
    for (const auto& policy : policies)
        append(all, der::sequence({der::object_identifier(policy)}));
    return der::sequence({all});
}

der::encoding write_authority_information_access(const certificate_template& wanted)
{
    der::encoding all;
    for (const auto& uri : wanted.ocsp_responders)
        append(all, der::sequence(
                        {der::object_identifier(oid::ad_ocsp), write_text_name(uniform_resource_identifier, uri)}));
    for (const auto& uri : wanted.ca_issuers)
        append(all, der::sequence({der::object_identifier(oid::ad_ca_issuers),
                                   write_text_name(uniform_resource_identifier, uri)}));
    return der::sequence({all});
}

// RFC 5280 section 4.2.1.13: one DistributionPoint with a fullName for each URI.
der::encoding write_distribution_points(const std::vector<std::string>& uris)
{
    constexpr auto distribution_point = der::tag::context_constructed(0);
    constexpr auto full_name = der::tag::context_constructed(0);
    der::encoding all;
    for (const auto& uri : uris)
        append(all, der::sequence({der::constructed(
                        distribution_point,
                        {der::constructed(full_name, {write_text_name(uniform_resource_identifier, uri)})})}));
    return der::sequence({all});
}

} // namespace

der::encoding write_extension(std::string_view identifier, bool critical, const der::encoding& value)
{
    return der::sequence({der::object_identifier(identifier), critical ? der::boolean(true) : der::encoding(),
                          der::octet_string(value)});
}

der::encoding write_subject(const certificate_template& wanted)
{
    if (!wanted.subject_der.empty())
        return {wanted.subject_der.begin(), wanted.subject_der.end()};
    auto attributes = wanted.subject;
    if (!wanted.common_name.empty())
        attributes.push_back({std::string(oid::common_name), wanted.common_name});
    return write_name(attributes);
}

der::encoding write_template_extensions(const certificate_template& wanted)
{
    der::encoding all;
    auto add = [&all](std::string_view identifier, bool critical, const der::encoding& value) {
        append(all, write_extension(identifier, critical, value));
    };
    if (wanted.is_ca)
        add(oid::basic_constraints, true,
            der::sequence(
                {der::boolean(true), wanted.path_length ? der::small_integer(*wanted.path_length) : der::encoding()}));
    if (!wanted.extended_key_usage.empty())
        add(oid::ext_key_usage, false, write_object_identifiers(wanted.extended_key_usage));
    // RFC 5280 section 4.2.1.6: critical if the subject is empty.
    if (auto names = write_alt_names(wanted); !names.empty())
        add(oid::subject_alt_name, write_subject(wanted) == der::sequence({}), der::sequence({names}));
    // RFC 5280 section 4.2.1.10: conforming CAs MUST mark it as critical.
    auto permitted = write_subtrees(der::tag::context_constructed(0), wanted.permitted);
    auto excluded = write_subtrees(der::tag::context_constructed(1), wanted.excluded);
    if (!permitted.empty() || !excluded.empty())
        add(oid::name_constraints, true, der::sequence({permitted, excluded}));
    if (!wanted.policies.empty())
        add(oid::certificate_policies, false, write_policies(wanted.policies));
    if (!wanted.ocsp_responders.empty() || !wanted.ca_issuers.empty())
        add(oid::authority_information_access, false, write_authority_information_access(wanted));
    if (!wanted.crl_distribution_points.empty())
        add(oid::crl_distribution_points, false, write_distribution_points(wanted.crl_distribution_points));
    if (wanted.must_staple) {
        constexpr std::uint32_t status_request = 5;
        add(oid::tls_feature, false, der::sequence({der::small_integer(status_request)}));
    }
    for (const auto& extension : wanted.extra_extensions)
        all.insert(all.end(), extension.begin(), extension.end());
    return all;
}

der::encoding write_key_usage(const certificate_template& wanted, const public_key& subject_key)
{
    auto bit = [](key_usage usage) { return static_cast<unsigned>(usage); };
    auto bits = bit(subject_key.type == key_type::dh ? key_usage::key_agreement : key_usage::digital_signature);
    if (wanted.is_ca)
        bits |= bit(key_usage::key_cert_sign) | bit(key_usage::crl_sign);
    else if (subject_key.type == key_type::rsa)
        bits |= bit(key_usage::key_encipherment);
    return write_extension(oid::key_usage, true,
                           der::named_bits(wanted.key_usage_bits.value_or(static_cast<std::uint16_t>(bits))));
}

} // namespace tls::x509
