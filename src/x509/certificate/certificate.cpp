#include <tls/x509/certificate.hpp>

#include "x509/certificate/certificate_data.hpp"
#include "x509/certificate/name.hpp"

#include <tls/crypto/registry.hpp>
#include <tls/error.hpp>

#include <boost/system/system_error.hpp>

#include <algorithm>
#include <stdexcept>

namespace tls::x509 {

certificate::certificate(std::shared_ptr<const detail::certificate_data> data) noexcept : data_(std::move(data)) {}

const detail::certificate_data& detail::data_of(const certificate& c) noexcept
{
    return *c.data_;
}

certificate certificate::from_der(byte_view der)
{
    auto data = std::make_shared<detail::certificate_data>();
    data->der = to_bytes(der);
    try {
        detail::parse_certificate(*data);
        data->canonical_subject = canonical_name(data->subject);
        data->canonical_issuer = canonical_name(data->issuer);
    } catch (const der::error& e) {
        throw boost::system::system_error(make_error_code(error::reason::bad_certificate_encoding), e.what());
    }
    return certificate(std::move(data));
}

byte_view certificate::der() const noexcept
{
    return data_->der;
}

byte_view certificate::tbs() const noexcept
{
    return data_->tbs;
}

int certificate::version() const noexcept
{
    return data_->version;
}

byte_view certificate::serial_number() const noexcept
{
    return data_->serial_number;
}

name certificate::subject() const noexcept
{
    return name(data_->subject);
}

name certificate::issuer() const noexcept
{
    return name(data_->issuer);
}

time_point certificate::not_before() const noexcept
{
    return data_->not_before;
}

time_point certificate::not_after() const noexcept
{
    return data_->not_after;
}

byte_view certificate::subject_public_key_info() const noexcept
{
    return data_->subject_public_key_info;
}

const std::optional<public_key>& certificate::key() const noexcept
{
    return data_->key;
}

byte_view certificate::signature_algorithm() const noexcept
{
    return data_->signature_algorithm;
}

byte_view certificate::signature() const noexcept
{
    return data_->signature;
}

bool certificate::is_ca() const noexcept
{
    return data_->is_ca;
}

std::optional<unsigned> certificate::path_length() const noexcept
{
    return data_->path_length;
}

std::optional<std::uint16_t> certificate::key_usage_bits() const noexcept
{
    return data_->key_usage_bits;
}

bool certificate::allows(key_usage usage) const noexcept
{
    return !data_->key_usage_bits || (*data_->key_usage_bits & static_cast<std::uint16_t>(usage)) != 0;
}

const std::optional<std::vector<std::string>>& certificate::extended_key_usage() const noexcept
{
    return data_->extended_key_usage;
}

const subject_alt_names& certificate::alt_names() const noexcept
{
    return data_->alt_names;
}

byte_view certificate::subject_key_identifier() const noexcept
{
    return data_->subject_key_identifier;
}

byte_view certificate::authority_key_identifier() const noexcept
{
    return data_->authority_key_identifier;
}

const std::optional<std::vector<std::string>>& certificate::policies() const noexcept
{
    return data_->policies;
}

const std::vector<std::string>& certificate::ocsp_responders() const noexcept
{
    return data_->ocsp_responders;
}

const std::vector<std::string>& certificate::ca_issuers() const noexcept
{
    return data_->ca_issuers;
}

const std::vector<std::string>& certificate::crl_distribution_points() const noexcept
{
    return data_->crl_distribution_points;
}

bool certificate::must_staple() const noexcept
{
    return data_->must_staple;
}

std::span<const extension> certificate::extensions() const noexcept
{
    return data_->extensions;
}

const extension* certificate::find_extension(std::string_view identifier) const noexcept
{
    auto found = std::ranges::find(data_->extensions, identifier, &extension::identifier);
    return found != data_->extensions.end() ? &*found : nullptr;
}

const std::string& certificate::unhandled_critical_extension() const noexcept
{
    return data_->unhandled_critical_extension;
}

std::span<const certificate_defect> certificate::defects() const noexcept
{
    return data_->defects;
}

bool certificate::is_self_issued() const noexcept
{
    return data_->canonical_subject == data_->canonical_issuer;
}

bytes certificate::fingerprint(std::string_view hash) const
{
    auto algorithm = registry::standard()->find_hash(hash);
    if (algorithm == nullptr)
        throw std::invalid_argument("unknown hash: " + std::string(hash));
    bytes out(algorithm->digest_size);
    digest(*algorithm, data_->der, out);
    return out;
}

bool operator==(const certificate& a, const certificate& b) noexcept
{
    return a.data_ == b.data_ || a.data_->der == b.data_->der;
}

} // namespace tls::x509
