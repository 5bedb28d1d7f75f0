// The built-in verdict on a peer's certificates.

#include <tls/configuration.hpp>

namespace tls {

x509::verify_parameters verify_parameters_for(const verify_request& request, const configuration& config)
{
    const auto& rules = config.rules;
    x509::verify_parameters parameters;
    parameters.anchors = config.anchors.get();
    parameters.algorithms = config.algorithms.get();
    parameters.time = config.clock();
    parameters.rules = rules.profile;
    parameters.use = request.use;
    parameters.host = request.host;
    parameters.leaf_key_usage = request.leaf_key_usage;
    parameters.common_name_fallback = rules.common_name_fallback;
    parameters.intermediates = rules.intermediates;
    parameters.allow_partial_chain = rules.allow_partial_chain;
    parameters.max_depth = config.verify_depth;
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
    parameters.verified_links = config.verified_links.get();
    parameters.callback = config.verify_callback;
    return parameters;
}

x509::verification_result verify(const verify_request& request, const configuration& config)
{
    return x509::verify_chain(request.chain, verify_parameters_for(request, config));
}

} // namespace tls
