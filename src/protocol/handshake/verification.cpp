// The built-in verification of a peer's certificates and raw public keys.

#include "protocol/handshake/contains.hpp"

#include <tls/configuration.hpp>
#include <tls/verify_request.hpp>
#include <tls/x509/verification_result.hpp>
#include <tls/x509/verifier.hpp>

namespace tls {
namespace {

/// A raw public key is accepted if it is listed, and for no other reason.
x509::verification_result verify_raw_public_key(const raw_public_key& key, const verification_settings& settings)
{
    x509::verification_result result;
    result.accepted =
        contains(settings.raw_public_keys, key) || contains(settings.raw_public_key_digests, key.sha256());
    if (!result.accepted)
        result.error = x509::verify_error::raw_public_key_untrusted;
    return result;
}

} // namespace

x509::verify_parameters verify_parameters_for(const verify_request& request, const configuration& config)
{
    const auto& rules = config.verification.rules;
    x509::verify_parameters parameters;
    parameters.anchors = config.verification.anchors.get();
    parameters.algorithms = config.algorithms.get();
    parameters.time = config.clock();
    parameters.rules = rules.profile;
    parameters.use = request.use;
    parameters.host = request.host;
    parameters.leaf_key_usage = request.leaf_key_usage;
    parameters.common_name_fallback = rules.common_name_fallback;
    parameters.intermediates = rules.intermediates;
    parameters.allow_partial_chain = rules.allow_partial_chain;
    parameters.max_depth = config.verification.depth;
    parameters.min_rsa_bits = rules.min_rsa_bits;
    parameters.allow_sha1 = rules.allow_sha1;
    parameters.allow_md5 = rules.allow_md5;
    parameters.allow_dsa = rules.allow_dsa;
    parameters.strict = rules.strict;
    parameters.policies = rules.policies;
    parameters.explicit_policy = rules.explicit_policy;
    parameters.revocation = rules.revocation;
    parameters.crls = rules.crls.get();
    parameters.ocsp_response = request.ocsp_response;
    parameters.verified_links = config.verification.verified_links.get();
    parameters.callback = config.verification.callback;
    return parameters;
}

x509::verification_result verify(const verify_request& request, const configuration& config)
{
    if (request.raw_public_key)
        return verify_raw_public_key(*request.raw_public_key, config.verification);
    return x509::verify_chain(request.chain, verify_parameters_for(request, config));
}

} // namespace tls
