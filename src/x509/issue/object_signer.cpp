#include "x509/issue/object_signer.hpp"

#include "x509/der/algorithm.hpp"

#include <tls/crypto/algorithm_name.hpp>
#include <tls/error.hpp>

#include <boost/system/system_error.hpp>

namespace tls::x509 {

namespace {

bool has_strong_hash(const signature_scheme& scheme)
{
    return scheme.hash == nullptr ||
           (!is_same_algorithm(scheme.hash->name, "SHA-1") && !is_same_algorithm(scheme.hash->name, "MD5"));
}

// For RSA keys, PKCS#1 v1.5 with SHA-256, which all software verifies. For other keys, the registry's first scheme.
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

object_signer::object_signer(std::string_view scheme, const private_key& key, const registry& algorithms)
    : scheme_(scheme.empty() ? find_default_scheme(key, algorithms) : algorithms.find_signature_scheme(scheme))
{
    if (scheme_ != nullptr && scheme_->key == key.public_part.type)
        signer_ = scheme_->make_signer(*scheme_, key);
    if (signer_ == nullptr)
        throw boost::system::system_error(make_error_code(error::reason::unsupported_key_type),
                                          "no signature scheme fits the signer's key");
}

der::encoding object_signer::algorithm() const
{
    return write_signature_algorithm(*scheme_);
}

der::encoding object_signer::signature(byte_view content, random_source& random) const
{
    return der::bit_string(signer_->sign(content, random));
}

der::encoding object_signer::sign(const der::encoding& content, random_source& random) const
{
    return der::sequence({content, algorithm(), signature(content, random)});
}

} // namespace tls::x509
