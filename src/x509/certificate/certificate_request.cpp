#include <tls/x509/certificate_request.hpp>

#include "x509/certificate/certificate_data.hpp"
#include "x509/certificate/name.hpp"
#include "x509/certificate/public_key.hpp"
#include "x509/der/algorithm.hpp"
#include "x509/der/object_identifiers.hpp"

#include <tls/error.hpp>
#include <tls/x509/pem.hpp>

#include <boost/system/system_error.hpp>

#include <algorithm>

namespace tls::x509 {

/// The fields of a request. The requested extensions are parsed like a certificate's.
struct detail::request_data {
    certificate_data fields;
    byte_view info; ///< CertificationRequestInfo: the signed part
};

namespace {

constexpr std::string_view pem_label = "CERTIFICATE REQUEST";

// Attributes, RFC 2986 section 4.1. Only extensionRequest (RFC 2985 section 5.4.2) concerns the certificate.
void parse_attributes(der::reader attributes, detail::certificate_data& data)
{
    while (!attributes.empty()) {
        auto attribute = attributes.sequence();
        auto type = attribute.object_identifier();
        auto values = attribute.constructed(der::tag::set);
        attribute.expect_end();
        if (type != oid::extension_request)
            continue;
        if (!data.extensions.empty())
            throw der::error("more than one extensionRequest");
        auto extensions = values.sequence();
        values.expect_end();
        if (!extensions.empty())
            detail::parse_extensions(extensions, data);
    }
    // Nobody verifies a request as a path, so the parser judges it.
    if (!data.defects.empty())
        throw der::error("the request " + data.defects.front().rule);
}

void parse_request(detail::request_data& request)
{
    auto& data = request.fields;
    auto fields = der::only_sequence(data.der);
    request.info = fields.take(der::tag::sequence).whole;
    data.signature_algorithm = fields.take(der::tag::sequence).whole;
    data.signature = fields.octets_in_bit_string();
    fields.expect_end();

    auto info = der::only_sequence(request.info);
    if (info.small_integer(0x7fffffff) != 0)
        throw der::error("request version is not v1");
    data.subject = info.take(der::tag::sequence).whole;
    data.canonical_subject = canonical_name(data.subject);
    data.subject_public_key_info = info.take(der::tag::sequence).whole;
    data.key = read_subject_public_key_info(data.subject_public_key_info);
    // The field is not optional, but some programs omit it when it is empty.
    if (!info.empty())
        parse_attributes(info.constructed(der::tag::context_constructed(0)), data);
    info.expect_end();
}

} // namespace

certificate_request::certificate_request(std::shared_ptr<const detail::request_data> data) noexcept
    : data_(std::move(data))
{
}

certificate_request certificate_request::from_der(byte_view der)
{
    auto data = std::make_shared<detail::request_data>();
    data->fields.der = to_bytes(der);
    try {
        parse_request(*data);
    } catch (const der::error& e) {
        throw boost::system::system_error(make_error_code(error::reason::bad_certificate_request), e.what());
    }
    return certificate_request(std::move(data));
}

certificate_request certificate_request::from_pem(std::string_view pem)
{
    for (const auto& block : read_pem(pem))
        // RFC 7468 section 7: parsers may treat the other label as equivalent.
        if (block.label == pem_label || block.label == "NEW CERTIFICATE REQUEST")
            return from_der(block.content);
    throw boost::system::system_error(make_error_code(error::reason::no_start_line),
                                      "no certificate request in the PEM text");
}

byte_view certificate_request::der() const noexcept
{
    return data_->fields.der;
}

std::string certificate_request::to_pem() const
{
    return write_pem(pem_label, der());
}

name certificate_request::subject() const noexcept
{
    return name(data_->fields.subject);
}

byte_view certificate_request::subject_public_key_info() const noexcept
{
    return data_->fields.subject_public_key_info;
}

const std::optional<public_key>& certificate_request::key() const noexcept
{
    return data_->fields.key;
}

byte_view certificate_request::signature_algorithm() const noexcept
{
    return data_->fields.signature_algorithm;
}

std::span<const extension> certificate_request::extensions() const noexcept
{
    return data_->fields.extensions;
}

const extension* certificate_request::find_extension(std::string_view identifier) const noexcept
{
    auto found = std::ranges::find(data_->fields.extensions, identifier, &extension::identifier);
    return found != data_->fields.extensions.end() ? &*found : nullptr;
}

const subject_alt_names& certificate_request::alt_names() const noexcept
{
    return data_->fields.alt_names;
}

std::optional<std::uint16_t> certificate_request::key_usage_bits() const noexcept
{
    return data_->fields.key_usage_bits;
}

const std::optional<std::vector<std::string>>& certificate_request::extended_key_usage() const noexcept
{
    return data_->fields.extended_key_usage;
}

bool certificate_request::is_ca() const noexcept
{
    return data_->fields.is_ca;
}

bool certificate_request::must_staple() const noexcept
{
    return data_->fields.must_staple;
}

bool certificate_request::is_signed(const registry& algorithms) const
{
    auto algorithm = find_signature_algorithm(data_->fields.signature_algorithm);
    if (!algorithm || algorithm->weak() || !key())
        return false;
    auto scheme = find_signature_scheme(*algorithm, key()->type, algorithms);
    auto verifier = scheme ? scheme->make_verifier(*scheme, *key()) : nullptr;
    return verifier != nullptr && verifier->verify(data_->info, data_->fields.signature);
}

} // namespace tls::x509
