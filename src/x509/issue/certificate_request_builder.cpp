// Makes certificate requests, and issues certificates for them.

#include <tls/x509/certificate_request.hpp>

#include "x509/certificate/host_name.hpp"
#include "x509/certificate/public_key.hpp"
#include "x509/der/object_identifiers.hpp"
#include "x509/der/text.hpp"
#include "x509/issue/extension_writer.hpp"
#include "x509/issue/object_signer.hpp"

#include <tls/error.hpp>

#include <boost/system/system_error.hpp>

#include <stdexcept>

namespace tls::x509 {

namespace {

[[noreturn]] void refuse(const std::string& why)
{
    throw boost::system::system_error(make_error_code(error::reason::bad_certificate_request), why);
}

// extensionRequest, RFC 2985 section 5.4.2; empty if no extension is requested.
der::encoding write_extension_request(certificate_template wanted, const public_key& key)
{
    wanted.ocsp_responders.clear();
    wanted.ca_issuers.clear();
    wanted.crl_distribution_points.clear();
    wanted.policies.clear();
    auto extensions = write_template_extensions(wanted);
    if (wanted.is_ca || wanted.key_usage_bits)
        extensions = der::concatenation({write_key_usage(wanted, key), extensions});
    if (extensions.empty())
        return {};
    return der::sequence({der::object_identifier(oid::extension_request),
                          der::constructed(der::tag::set, {der::sequence({extensions})})});
}

// RFC 5280 section 4.2.1.6: the preferred name syntax, and a wildcard.
bool is_dns_name_or_wildcard(std::string_view name)
{
    return is_dns_name(name.starts_with("*.") ? name.substr(2) : name);
}

void grant_alt_names(const subject_alt_names& requested, certificate_template& description)
{
    for (const auto& name : requested.dns_names)
        if (!is_dns_name_or_wildcard(name))
            refuse("the requested DNS name is not valid: " + escaped(name));
    description.dns_names = requested.dns_names;
    description.emails = requested.emails;
    description.uris = requested.uris;
    description.ip_addresses.clear();
    for (const auto& address : requested.ip_addresses)
        description.ip_addresses.push_back(to_ip_literal(address));
}

// RFC 5280 section 4.2.1.9: only a CA certificate may assert keyCertSign.
std::optional<std::uint16_t> grantable_usage(unsigned requested, bool is_ca)
{
    constexpr auto ca_usages =
        static_cast<unsigned>(key_usage::key_cert_sign) | static_cast<unsigned>(key_usage::crl_sign);
    auto usage = static_cast<std::uint16_t>(is_ca ? requested : requested & ~ca_usages);
    return usage != 0 ? std::optional(usage) : std::nullopt;
}

} // namespace

certificate_request make_certificate_request(const certificate_template& wanted, const private_key& key,
                                             random_source& random, const registry& algorithms)
try {
    constexpr std::uint32_t version1 = 0;
    const object_signer signer(wanted.signature_scheme, key, algorithms);
    const auto info = der::sequence(
        {der::small_integer(version1), write_subject(wanted), write_subject_public_key_info(key.public_part),
         der::constructed(der::tag::context_constructed(0), {write_extension_request(wanted, key.public_part)})});
    return certificate_request::from_der(signer.sign(info, random));
} catch (const der::error& e) {
    throw std::invalid_argument(e.what());
}

certificate_template grant(const certificate_request& request, certificate_template description,
                           const granted_wishes& granted)
{
    if (granted.subject) {
        description.common_name.clear();
        description.subject.clear();
        description.subject_der = to_bytes(request.subject().der());
    }
    if (granted.alt_names)
        grant_alt_names(request.alt_names(), description);
    if (granted.key_usage && request.key_usage_bits())
        description.key_usage_bits = grantable_usage(*request.key_usage_bits(), description.is_ca);
    if (granted.extended_key_usage && request.extended_key_usage())
        description.extended_key_usage = *request.extended_key_usage();
    if (granted.must_staple)
        description.must_staple = description.must_staple || request.must_staple();
    return description;
}

certificate issue_certificate(const certificate_request& request, const certificate_template& description,
                              const granted_wishes& granted, const certificate& issuer, const private_key& issuer_key,
                              random_source& random, const registry& algorithms)
{
    if (!request.key())
        throw boost::system::system_error(make_error_code(error::reason::unsupported_key_type),
                                          "the key type of the request is not supported");
    if (!request.is_signed(algorithms))
        refuse("the request is not signed with the key in it");
    return issue_certificate(grant(request, description, granted), *request.key(), issuer, issuer_key, random,
                             algorithms);
}

} // namespace tls::x509
