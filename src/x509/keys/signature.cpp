#include "x509/keys/signature.hpp"

#include "x509/certificate/public_key.hpp"
#include "x509/der/algorithm.hpp"

namespace tls::x509 {

namespace {

bool is_rsa(const public_key& key)
{
    return key.type == key_type::rsa || key.type == key_type::rsa_pss;
}

bool is_hash_allowed(std::string_view hash, const verify_parameters& parameters)
{
    if (hash == "MD5")
        return parameters.allow_md5;
    return hash != "SHA-1" || parameters.allow_sha1;
}

verify_error judge(const std::optional<signature_algorithm>& algorithm, const verify_parameters& parameters)
{
    if (!algorithm)
        return verify_error::unsupported_algorithm;
    if (algorithm->encoding == signature_encoding::dsa && !parameters.allow_dsa)
        return verify_error::unsupported_algorithm;
    return is_hash_allowed(algorithm->hash, parameters) ? verify_error::ok : verify_error::weak_signature_hash;
}

} // namespace

verify_error check_signature_algorithm(byte_view algorithm, const verify_parameters& parameters)
{
    return judge(find_signature_algorithm(algorithm), parameters);
}

verify_error check_signature(const signed_object& object, const certificate& issuer,
                             const verify_parameters& parameters, bool verified_before)
{
    auto algorithm = find_signature_algorithm(object.algorithm);
    if (auto verdict = judge(algorithm, parameters); verdict != verify_error::ok)
        return verdict;
    const auto& key = issuer.key();
    if (!key)
        return verify_error::unsupported_algorithm;
    if (is_rsa(*key) && key->bits() < parameters.min_rsa_bits)
        return verify_error::ca_key_too_small;

    const auto scheme = find_signature_scheme(*algorithm, key->type, *parameters.algorithms);
    if (!scheme)
        return verify_error::unsupported_algorithm;
    if (!is_permitted_by_key(*scheme, issuer.subject_public_key_info()))
        return verify_error::signature_failure;
    if (verified_before)
        return verify_error::ok;
    auto verifier = scheme->make_verifier(*scheme, *key);
    if (verifier == nullptr)
        return verify_error::unsupported_algorithm;
    return verifier->verify(object.content, object.signature) ? verify_error::ok : verify_error::signature_failure;
}

} // namespace tls::x509
