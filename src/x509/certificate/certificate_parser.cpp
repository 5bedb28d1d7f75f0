// Parses the structure of a certificate (RFC 5280 section 4.1). Rules that do not hinder reading are reported as
// defects, for the verifier to judge: verify_none must pardon them, and a store must keep the certificate.

#include "x509/certificate/certificate_data.hpp"

#include "x509/certificate/public_key.hpp"
#include "x509/der/time.hpp"

#include <algorithm>

namespace tls::x509::detail {

namespace {

constexpr std::size_t max_serial_number_size = 20;

void read_version(der::reader& tbs, certificate_data& data)
{
    if (!tbs.next_is(der::tag::context_constructed(0)))
        return;
    constexpr std::uint32_t max_version = 0xff;
    auto field = tbs.constructed(der::tag::context_constructed(0));
    const auto version = field.small_integer(max_version);
    field.expect_end();
    data.version = static_cast<int>(version) + 1;
    // X.690 section 11.5: the default, v1, is not encoded.
    if (version == 0)
        data.add_defect(verify_error::invalid_encoding, "encodes version 1, although it is the default");
    if (version > 2)
        data.add_defect(verify_error::invalid_encoding, "has the unknown version " + std::to_string(data.version));
}

void read_serial_number(der::reader& tbs, certificate_data& data)
{
    data.serial_number = tbs.integer();
    // RFC 5280 section 4.1.2.2: "Conforming CAs MUST NOT use serialNumber values longer than 20 octets."
    // Zero and negative numbers must be handled gracefully.
    if (data.serial_number.size() > max_serial_number_size)
        data.add_defect(verify_error::invalid_encoding, "has a serial number longer than 20 octets");
}

// Name, RFC 5280 section 4.1.2.4. Checks the structure only; callers interpret the values.
byte_view read_name(der::reader& tbs)
{
    auto whole = tbs.take(der::tag::sequence).whole;
    auto relative_names = der::only_sequence(whole);
    while (!relative_names.empty()) {
        auto attributes = relative_names.constructed(der::tag::set);
        do {
            auto attribute = attributes.sequence();
            attribute.object_identifier();
            attribute.any();
            attribute.expect_end();
        } while (!attributes.empty());
    }
    return whole;
}

bool is_empty_name(byte_view name)
{
    return name.size() == 2;
}

// A date that cannot be read is 1970-01-01: the certificate has expired.
time_point read_date(der::reader& validity, certificate_data& data)
{
    const auto date = validity.any();
    try {
        der::reader in(date.whole);
        return read_time(in);
    } catch (const der::error& e) {
        data.add_defect(verify_error::invalid_encoding, std::string("has a malformed validity: ") + e.what());
        return {};
    }
}

void read_validity(der::reader& tbs, certificate_data& data)
{
    auto validity = tbs.sequence();
    data.not_before = read_date(validity, data);
    data.not_after = read_date(validity, data);
    validity.expect_end();
}

void read_public_key(der::reader& tbs, certificate_data& data)
{
    data.subject_public_key_info = tbs.take(der::tag::sequence).whole;
    auto fields = der::only_sequence(data.subject_public_key_info);
    fields.sequence(); // algorithm
    fields.bit_string();
    fields.expect_end();
    try {
        data.key = read_subject_public_key_info(data.subject_public_key_info);
    } catch (const der::error& e) {
        data.add_defect(verify_error::unsupported_algorithm, std::string("has a malformed key: ") + e.what());
    }
}

void skip_unique_identifier(der::reader& tbs, std::uint8_t tag, certificate_data& data)
{
    auto identifier = tbs.optional(tag);
    if (!identifier)
        return;
    der::read_bits(identifier->content);
    // RFC 5280 section 4.1.2.8: "These fields MUST only appear if the version is 2 or 3".
    if (data.version == 1)
        data.add_defect(verify_error::invalid_encoding, "has a unique identifier in version 1");
}

void read_extensions_field(der::reader& tbs, certificate_data& data)
{
    if (!tbs.next_is(der::tag::context_constructed(3)))
        return;
    // RFC 5280 section 4.1.2.9: "This field MUST only appear if the version is 3".
    if (data.version < 3)
        data.add_defect(verify_error::bad_extension, "has extensions, but is not version 3");
    auto field = tbs.constructed(der::tag::context_constructed(3));
    parse_extensions(field.sequence(), data);
    field.expect_end();
}

void parse_tbs(certificate_data& data)
{
    auto tbs = der::only_sequence(data.tbs);
    read_version(tbs, data);
    read_serial_number(tbs, data);
    auto inner_algorithm = tbs.take(der::tag::sequence).whole;
    // RFC 5280 section 4.1.1.2: the field MUST contain the same algorithm identifier as the signature
    // field in the sequence tbsCertificate.
    if (!std::ranges::equal(inner_algorithm, data.signature_algorithm))
        data.add_defect(verify_error::signature_failure, "has different inner and outer signature algorithms");
    data.issuer = read_name(tbs);
    // RFC 5280 section 4.1.2.4: the issuer field MUST contain a non-empty distinguished name.
    if (is_empty_name(data.issuer))
        data.add_defect(verify_error::invalid_encoding, "has an empty issuer name");
    read_validity(tbs, data);
    data.subject = read_name(tbs);
    read_public_key(tbs, data);
    skip_unique_identifier(tbs, der::tag::context(1), data);
    skip_unique_identifier(tbs, der::tag::context(2), data);
    read_extensions_field(tbs, data);
    tbs.expect_end();
    // RFC 5280 section 4.1.2.6: a CA's subject MUST be a non-empty distinguished name.
    if (data.is_ca && is_empty_name(data.subject))
        data.add_defect(verify_error::invalid_encoding, "is a CA certificate without a subject");
}

} // namespace

void parse_certificate(certificate_data& data)
{
    auto fields = der::only_sequence(data.der);
    data.tbs = fields.take(der::tag::sequence).whole;
    data.signature_algorithm = fields.take(der::tag::sequence).whole;
    data.signature = fields.octets_in_bit_string();
    fields.expect_end();
    parse_tbs(data);
}

} // namespace tls::x509::detail
