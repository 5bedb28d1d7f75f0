#include "x509/revocation_signer.hpp"

#include "x509/algorithm.hpp"
#include "x509/time.hpp"

#include <tls/error.hpp>

#include <boost/system/system_error.hpp>

namespace tls::x509 {

namespace {

bool has_strong_hash(const signature_scheme& scheme)
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
        if (scheme.key == type && has_strong_hash(scheme) && scheme.make_signer(scheme, key) != nullptr)
            return &scheme;
    return nullptr;
}

} // namespace

revocation_signer::revocation_signer(std::string_view scheme, const private_key& key, const registry& algorithms)
    : scheme_(scheme.empty() ? find_default_scheme(key, algorithms) : algorithms.find_signature_scheme(scheme))
{
    if (scheme_ != nullptr && scheme_->key == key.public_part.type)
        signer_ = scheme_->make_signer(*scheme_, key);
    if (signer_ == nullptr)
        throw boost::system::system_error(make_error_code(error::reason::unsupported_key_type),
                                          "no signature scheme fits the signer's key");
}

der::encoding revocation_signer::algorithm() const
{
    return write_signature_algorithm(*scheme_);
}

der::encoding revocation_signer::sign(byte_view content, random_source& random) const
{
    return der::bit_string(signer_->sign(content, random));
}

der::encoding write_revocation_extension(std::string_view identifier, bool critical, const der::encoding& value)
{
    return der::sequence({der::object_identifier(identifier), critical ? der::boolean(true) : der::encoding(),
                          der::octet_string(value)});
}

der::encoding write_serial_number(byte_view content)
{
    return der::element_of(der::tag::integer, content);
}

der::encoding write_enumerated(std::uint8_t value)
{
    constexpr std::uint8_t enumerated = 0x0a;
    return der::element_of(enumerated, {&value, 1});
}

der::encoding write_generalized_time(time_point time)
{
    auto written = write_time(time);
    auto element = der::reader(written).any();
    if (element.tag == der::tag::generalized_time)
        return written;
    // UTCTime has two digits of the year: from 50 on they are of the last century.
    auto text = std::string(as_text(element.content));
    return der::element_of(der::tag::generalized_time, as_bytes((text[0] >= '5' ? "19" : "20") + text));
}

} // namespace tls::x509
