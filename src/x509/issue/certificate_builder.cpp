#include <tls/x509/certificate_builder.hpp>

#include "x509/certificate/public_key.hpp"
#include "x509/der/object_identifiers.hpp"
#include "x509/der/time.hpp"
#include "x509/issue/extension_writer.hpp"
#include "x509/issue/object_signer.hpp"

#include <tls/error.hpp>

#include <boost/system/system_error.hpp>

#include <stdexcept>

namespace tls::x509 {

namespace {

constexpr std::size_t serial_number_size = 16;
constexpr std::size_t max_serial_number_size = 20;
constexpr std::size_t key_identifier_size = 20;

// RFC 7093 section 2, method 1: the left-most 160 bits of the SHA-256 of the key.
bytes make_key_identifier(const public_key& key, const registry& algorithms)
{
    auto sha256 = algorithms.find_hash("SHA-256");
    if (sha256 == nullptr)
        throw boost::system::system_error(make_error_code(error::reason::internal_error),
                                          "SHA-256 is not in the registry");
    bytes identifier(sha256->digest_size);
    digest(*sha256, write_subject_public_key(key), identifier);
    identifier.resize(key_identifier_size);
    return identifier;
}

// RFC 5280 section 4.1.2.2: positive, at most 20 octets. Unpredictable, as is established practice.
der::encoding write_serial_number(const certificate_template& wanted, random_source& random)
{
    if (!wanted.serial_number.empty()) {
        auto given = der::unsigned_integer(wanted.serial_number);
        if (given.size() > 2 + max_serial_number_size)
            throw std::invalid_argument("serial number longer than 20 octets");
        return given;
    }
    bytes serial(serial_number_size);
    random.fill(serial);
    serial[0] = static_cast<std::uint8_t>((serial[0] & 0x7f) | 0x40);
    return der::unsigned_integer(serial);
}

der::encoding write_extensions(const certificate_template& wanted, const public_key& subject_key,
                               byte_view key_identifier, byte_view issuer_key_identifier)
{
    auto authority_key_identifier =
        issuer_key_identifier.empty()
            ? der::encoding()
            : write_extension(oid::authority_key_identifier, false,
                              der::sequence({der::element_of(der::tag::context(0), issuer_key_identifier)}));
    auto all = der::sequence({write_key_usage(wanted, subject_key),
                              write_extension(oid::subject_key_identifier, false, der::octet_string(key_identifier)),
                              authority_key_identifier, write_template_extensions(wanted)});
    return der::constructed(der::tag::context_constructed(3), {all});
}

// `issuer` is null for a self-signed certificate.
certificate build(const certificate_template& wanted, const public_key& subject_key, const certificate* issuer,
                  const private_key& issuer_key, random_source& random, const registry& algorithms)
try {
    constexpr std::uint32_t version3 = 2;
    const object_signer signer(wanted.signature_scheme, issuer_key, algorithms);
    const auto subject = write_subject(wanted);
    const auto key_identifier = make_key_identifier(subject_key, algorithms);
    const auto issuer_name = issuer != nullptr ? issuer->subject().der() : byte_view(subject);
    const auto issuer_key_identifier = issuer != nullptr ? issuer->subject_key_identifier() : byte_view(key_identifier);
    const auto tbs = der::sequence({der::constructed(der::tag::context_constructed(0), {der::small_integer(version3)}),
                                    write_serial_number(wanted, random), signer.algorithm(),
                                    der::encoding(issuer_name.begin(), issuer_name.end()),
                                    der::sequence({write_time(wanted.not_before), write_time(wanted.not_after)}),
                                    subject, write_subject_public_key_info(subject_key),
                                    write_extensions(wanted, subject_key, key_identifier, issuer_key_identifier)});
    return certificate::from_der(signer.sign(tbs, random));
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

certificate issue_certificate(const certificate_template& wanted, const public_key& subject_key,
                              const certificate& issuer, const private_key& issuer_key, random_source& random,
                              const registry& algorithms)
{
    return build(wanted, subject_key, &issuer, issuer_key, random, algorithms);
}

certificate self_signed_certificate(const certificate_template& wanted, const private_key& key, random_source& random,
                                    const registry& algorithms)
{
    return build(wanted, key.public_part, nullptr, key, random, algorithms);
}

} // namespace tls::x509
