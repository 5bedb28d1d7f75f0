#include "x509/certificate/certificate_data.hpp"

#include "x509/certificate/public_key.hpp"
#include "x509/der/time.hpp"

#include <algorithm>

namespace tls::x509::detail {

namespace {

constexpr std::size_t max_serial_number_size = 20;

int read_version(der::reader& tbs)
{
    if (!tbs.next_is(der::tag::context_constructed(0)))
        return 1;
    auto field = tbs.constructed(der::tag::context_constructed(0));
    auto version = field.small_integer(2);
    field.expect_end();
    // X.690 section 11.5: the default, v1, is not encoded.
    if (version == 0)
        throw der::error("version is encoded although it is the default");
    return static_cast<int>(version) + 1;
}

byte_view read_serial_number(der::reader& tbs)
{
    auto serial = tbs.integer();
    // RFC 5280 section 4.1.2.2: "Conforming CAs MUST NOT use serialNumber values longer than 20 octets."
    // Zero and negative numbers must be handled gracefully.
    if (serial.size() > max_serial_number_size)
        throw der::error("serial number longer than 20 octets");
    return serial;
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

void read_validity(der::reader& tbs, certificate_data& data)
{
    auto validity = tbs.sequence();
    data.not_before = read_time(validity);
    data.not_after = read_time(validity);
    validity.expect_end();
}

void skip_unique_identifier(der::reader& tbs, std::uint8_t tag, int version)
{
    auto identifier = tbs.optional(tag);
    if (!identifier)
        return;
    // RFC 5280 section 4.1.2.8: "These fields MUST only appear if the version is 2 or 3".
    if (version == 1)
        throw der::error("unique identifier in a version 1 certificate");
    der::read_bits(identifier->content);
}

void read_extensions_field(der::reader& tbs, certificate_data& data)
{
    if (!tbs.next_is(der::tag::context_constructed(3)))
        return;
    // RFC 5280 section 4.1.2.9: "This field MUST only appear if the version is 3".
    if (data.version != 3)
        throw der::error("extensions in a certificate that is not version 3");
    auto field = tbs.constructed(der::tag::context_constructed(3));
    parse_extensions(field.sequence(), data);
    field.expect_end();
}

void parse_tbs(certificate_data& data)
{
    auto tbs = der::only_sequence(data.tbs);
    data.version = read_version(tbs);
    data.serial_number = read_serial_number(tbs);
    auto inner_algorithm = tbs.take(der::tag::sequence).whole;
    // RFC 5280 section 4.1.1.2: the field MUST contain the same algorithm identifier as the signature
    // field in the sequence tbsCertificate.
    if (!std::ranges::equal(inner_algorithm, data.signature_algorithm))
        throw der::error("inner and outer signature algorithm differ");
    data.issuer = read_name(tbs);
    // RFC 5280 section 4.1.2.4: the issuer field MUST contain a non-empty distinguished name.
    if (is_empty_name(data.issuer))
        throw der::error("issuer name is empty");
    read_validity(tbs, data);
    data.subject = read_name(tbs);
    data.subject_public_key_info = tbs.take(der::tag::sequence).whole;
    data.key = read_subject_public_key_info(data.subject_public_key_info);
    skip_unique_identifier(tbs, der::tag::context(1), data.version);
    skip_unique_identifier(tbs, der::tag::context(2), data.version);
    read_extensions_field(tbs, data);
    tbs.expect_end();
    // RFC 5280 section 4.1.2.6: a CA's subject MUST be a non-empty distinguished name.
    if (data.is_ca && is_empty_name(data.subject))
        throw der::error("CA certificate without a subject");
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
