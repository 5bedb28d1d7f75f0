#include <tls/x509/certificate_builder.hpp>

#include "x509/algorithm.hpp"
#include "x509/host_name.hpp"
#include "x509/object_identifiers.hpp"
#include "x509/public_key.hpp"
#include "x509/time.hpp"

#include <tls/error.hpp>

#include <boost/system/system_error.hpp>

#include <stdexcept>

namespace tls::x509 {

namespace {

constexpr std::size_t serial_number_size = 16;
constexpr std::size_t key_identifier_size = 20;

// A scheme and the key that signs under it.
struct issuing_key {
    const signature_scheme* scheme;
    std::unique_ptr<tls::signer> signer;
};

// What stands in a certificate about its issuer.
struct issuer_description {
    byte_view name;
    byte_view key_identifier;
};

bool can_sign_certificates(const signature_scheme& scheme)
{
    return scheme.hash == nullptr || (scheme.hash->name != "SHA-1" && scheme.hash->name != "MD5");
}

// For RSA keys PKCS#1 v1.5 with SHA-256 is what everyone verifies; for others the registry's first.
const signature_scheme* find_default_scheme(const private_key& key, const registry& algorithms)
{
    const auto type = key.public_part.type;
    if (type == key_type::rsa)
        if (auto scheme = algorithms.find_signature_scheme(type, signature_encoding::rsa_pkcs1, "SHA-256"))
            return scheme;
    for (const auto& scheme : algorithms.signature_schemes())
        if (scheme.key == type && can_sign_certificates(scheme) && scheme.make_signer(scheme, key) != nullptr)
            return &scheme;
    return nullptr;
}

issuing_key prepare(const certificate_template& description, const private_key& key, const registry& algorithms)
{
    auto scheme = description.signature_scheme.empty()
                      ? find_default_scheme(key, algorithms)
                      : algorithms.find_signature_scheme(std::string_view(description.signature_scheme));
    auto signer =
        scheme != nullptr && scheme->key == key.public_part.type ? scheme->make_signer(*scheme, key) : nullptr;
    if (signer == nullptr)
        throw boost::system::system_error(make_error_code(error::reason::unsupported_key_type),
                                          "no signature scheme fits the issuer's key");
    return {scheme, std::move(signer)};
}

der::encoding write_name(std::string_view common_name)
{
    if (common_name.empty())
        return der::sequence({});
    return der::sequence({der::constructed(
        der::tag::set, {der::sequence({der::object_identifier(oid::common_name), der::utf8_string(common_name)})})});
}

der::encoding write_extension(std::string_view identifier, bool critical, const der::encoding& value)
{
    return der::sequence({der::object_identifier(identifier), critical ? der::boolean(true) : der::encoding(),
                          der::octet_string(value)});
}

// RFC 7093 section 2, method 1: the left-most 160 bits of the SHA-256 of the key.
bytes make_key_identifier(const public_key& key, const registry& algorithms)
{
    auto sha256 = algorithms.find_hash("SHA-256");
    if (sha256 == nullptr)
        throw boost::system::system_error(make_error_code(error::reason::internal_error), "no SHA-256 in the registry");
    bytes identifier(sha256->digest_size);
    digest(*sha256, write_subject_public_key(key), identifier);
    identifier.resize(key_identifier_size);
    return identifier;
}

// RFC 5280 section 4.1.2.2: positive, and unpredictable as the field asks for.
der::encoding make_serial_number(random_source& random)
{
    bytes serial(serial_number_size);
    random.fill(serial);
    serial[0] = static_cast<std::uint8_t>((serial[0] & 0x7f) | 0x40);
    return der::unsigned_integer(serial);
}

der::encoding write_alt_names(const certificate_template& description)
{
    der::encoding names;
    for (const auto& name : description.dns_names)
        names = der::concatenation({names, der::element_of(der::tag::context(2), as_bytes(name))});
    for (const auto& literal : description.ip_addresses) {
        auto address = parse_ip_literal(literal);
        if (!address)
            throw std::invalid_argument("not an IP address: " + literal);
        names = der::concatenation({names, der::element_of(der::tag::context(7), *address)});
    }
    return names;
}

std::uint16_t key_usage_of(const certificate_template& description, const public_key& subject_key)
{
    auto bit = [](key_usage usage) { return static_cast<unsigned>(usage); };
    auto bits = bit(key_usage::digital_signature);
    if (description.is_ca)
        bits |= bit(key_usage::key_cert_sign) | bit(key_usage::crl_sign);
    else if (subject_key.type == key_type::rsa)
        bits |= bit(key_usage::key_encipherment);
    return description.key_usage_bits.value_or(static_cast<std::uint16_t>(bits));
}

der::encoding write_extensions(const certificate_template& description, const public_key& subject_key,
                               byte_view key_identifier, byte_view issuer_key_identifier)
{
    der::encoding all;
    auto add = [&all](std::string_view identifier, bool critical, const der::encoding& value) {
        all = der::concatenation({all, write_extension(identifier, critical, value)});
    };
    if (description.is_ca)
        add(oid::basic_constraints, true,
            der::sequence({der::boolean(true),
                           description.path_length ? der::small_integer(*description.path_length) : der::encoding()}));
    add(oid::key_usage, true, der::named_bits(key_usage_of(description, subject_key)));
    if (!description.extended_key_usage.empty()) {
        der::encoding purposes;
        for (const auto& purpose : description.extended_key_usage)
            purposes = der::concatenation({purposes, der::object_identifier(purpose)});
        add(oid::ext_key_usage, false, der::sequence({purposes}));
    }
    // RFC 5280 section 4.2.1.6: critical if the subject is empty.
    if (auto names = write_alt_names(description); !names.empty())
        add(oid::subject_alt_name, description.common_name.empty(), der::sequence({names}));
    add(oid::subject_key_identifier, false, der::octet_string(key_identifier));
    if (!issuer_key_identifier.empty())
        add(oid::authority_key_identifier, false,
            der::sequence({der::element_of(der::tag::context(0), issuer_key_identifier)}));
    for (const auto& extension : description.extra_extensions)
        all.insert(all.end(), extension.begin(), extension.end());
    return der::constructed(der::tag::context_constructed(3), {der::sequence({all})});
}

certificate build(const certificate_template& description, const public_key& subject_key,
                  const issuer_description& issuer, const issuing_key& key, random_source& random,
                  const registry& algorithms)
try {
    constexpr std::uint32_t version3 = 2;
    auto algorithm = write_signature_algorithm(*key.scheme);
    auto key_identifier = make_key_identifier(subject_key, algorithms);
    auto issuer_key_identifier = issuer.key_identifier.data() != nullptr ? issuer.key_identifier : key_identifier;
    auto tbs =
        der::sequence({der::constructed(der::tag::context_constructed(0), {der::small_integer(version3)}),
                       make_serial_number(random), algorithm, der::encoding(issuer.name.begin(), issuer.name.end()),
                       der::sequence({write_time(description.not_before), write_time(description.not_after)}),
                       write_name(description.common_name), write_subject_public_key_info(subject_key),
                       write_extensions(description, subject_key, key_identifier, issuer_key_identifier)});
    auto signature = key.signer->sign(tbs, random);
    return certificate::from_der(der::sequence({tbs, algorithm, der::bit_string(signature)}));
} catch (const der::error& e) {
    throw std::invalid_argument(e.what());
}

} // namespace

private_key generate_private_key(key_type type, unsigned bits, random_source& random, const registry& algorithms)
{
    auto algorithm = algorithms.find_key_algorithm(type);
    if (algorithm == nullptr)
        throw boost::system::system_error(make_error_code(error::reason::unsupported_key_type),
                                          std::string(to_string(type)) + " keys are not in the registry");
    return algorithm->generate(bits, random);
}

certificate issue_certificate(const certificate_template& description, const public_key& subject_key,
                              const certificate& issuer, const private_key& issuer_key, random_source& random,
                              const registry& algorithms)
{
    return build(description, subject_key, {issuer.subject().der(), issuer.subject_key_identifier()},
                 prepare(description, issuer_key, algorithms), random, algorithms);
}

certificate self_signed_certificate(const certificate_template& description, const private_key& key,
                                    random_source& random, const registry& algorithms)
{
    auto name = write_name(description.common_name);
    return build(description, key.public_part, {name, {}}, prepare(description, key, algorithms), random, algorithms);
}

} // namespace tls::x509
