// The verdict on a chain that uses the answer of the leaf's OCSP responder.

#include "ocsp/ocsp_client_state.hpp"
#include "x509/revocation/crl_check.hpp"

#include <tls/configuration.hpp>
#include <tls/verify_request.hpp>

namespace tls {

namespace {

using x509::verify_error;

// Returns the leaf and its issuer if the chain is valid, revocation aside. Empty if it is not valid or has no issuer.
std::vector<x509::certificate> find_leaf_and_issuer(const verify_request& request, const configuration& config)
{
    auto parameters = verify_parameters_for(request, config);
    parameters.revocation = x509::revocation_policy::off;
    parameters.callback = nullptr;
    auto result = x509::verify_chain(request.chain, parameters);
    if (!result.accepted || result.path.size() < 2)
        return {};
    return {result.path[0], result.path[1]};
}

bool has_good_stapled_response(const verify_request& request, const x509::certificate& leaf,
                               const x509::certificate& issuer, const x509::verify_parameters& parameters)
{
    if (request.ocsp_response.empty())
        return false;
    auto verdict = x509::check_ocsp_response(request.ocsp_response, leaf, issuer, parameters);
    return verdict.error == verify_error::ok && verdict.status != x509::certificate_status::unknown;
}

// Returns whether CRLs and the stapled response leave the leaf's status unknown, and a responder may decide it.
bool must_ask(const verify_request& request, const x509::certificate& leaf, const x509::certificate& issuer,
              const configuration& config)
{
    // RFC 7633 section 4.2.2: a must-staple certificate needs the server's stapled response, not a responder's.
    if (leaf.must_staple() && request.use == x509::purpose::server_auth)
        return false;
    auto parameters = verify_parameters_for(request, config);
    auto by_crls = x509::check_crls(leaf, issuer, parameters).error;
    return by_crls != verify_error::ok && by_crls != verify_error::revoked &&
           !has_good_stapled_response(request, leaf, issuer, parameters);
}

// Returns the verdict. If it is unknown_revocation_status for the leaf, adds `failure` to the detail.
x509::verification_result verdict_on(const verify_request& request, const configuration& config,
                                     const std::string& failure)
{
    auto result = verify(request, config);
    if (result.error == verify_error::unknown_revocation_status && result.depth == 0 && !failure.empty())
        result.detail += "; it " + failure;
    return result;
}

} // namespace

async_verify_function ocsp_client::verifier(std::shared_ptr<const configuration> config) const
{
    return [weak = std::weak_ptr(state_), config = std::move(config)](verify_request request, verify_completion done) {
        if (config->verification.rules.revocation == x509::revocation_policy::off)
            return done(verify(request, *config));
        auto asked = find_leaf_and_issuer(request, *config);
        if (asked.empty() || !must_ask(request, asked[0], asked[1], *config))
            return done(verify(request, *config));
        auto client = weak.lock();
        if (!client)
            return done(verdict_on(request, *config, "has no valid OCSP response: the OCSP client has been destroyed"));

        auto verify_response = [config, leaf = asked[0], issuer = asked[1]](byte_view response) {
            const verify_request nothing;
            return x509::check_ocsp_response(response, leaf, issuer, verify_parameters_for(nothing, *config));
        };
        auto conclude = [transport = client->transport(), config, request = std::move(request),
                         done = std::move(done)](const x509::ocsp_verdict& verdict, bytes response) mutable {
            bool answered = verdict.error == verify_error::ok;
            if (answered)
                request.ocsp_response = std::move(response);
            // Do not verify the chain on the strand: that would delay all other queries.
            transport->post(
                [config, request = std::move(request), done = std::move(done),
                 failure = answered ? std::string() : verdict.detail] { done(verdict_on(request, *config, failure)); });
        };
        client->ask({asked[0], asked[1], std::move(verify_response)}, std::move(conclude));
    };
}

} // namespace tls
