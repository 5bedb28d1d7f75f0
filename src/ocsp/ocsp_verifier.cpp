// The verdict on a chain with the answer of the leaf's responder.

#include "ocsp/ocsp_client_state.hpp"
#include "x509/revocation/crl_check.hpp"

#include <tls/configuration.hpp>
#include <tls/verify_request.hpp>

#include <boost/asio/post.hpp>

namespace tls {

namespace {

using x509::verify_error;

// The leaf of a chain that is valid but for revocation, and its issuer; empty if it is not valid or has no issuer.
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

// Whether what is at hand leaves the status of the leaf open, and an answer may close it.
bool must_ask(const verify_request& request, const x509::certificate& leaf, const x509::certificate& issuer,
              const configuration& config)
{
    // RFC 7633 section 4.2.2: what the certificate demands of the server nobody else can give.
    if (leaf.must_staple() && request.use == x509::purpose::server_auth)
        return false;
    auto parameters = verify_parameters_for(request, config);
    auto by_crls = x509::check_crls(leaf, issuer, parameters).error;
    return by_crls != verify_error::ok && by_crls != verify_error::revoked &&
           !has_good_stapled_response(request, leaf, issuer, parameters);
}

// The verdict, with why nobody answered if that is what counts.
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
            return done(verdict_on(request, *config, "cannot be asked about: the OCSP client is gone"));

        auto judge = [config, leaf = asked[0], issuer = asked[1]](byte_view response) {
            const verify_request nothing;
            return x509::check_ocsp_response(response, leaf, issuer, verify_parameters_for(nothing, *config));
        };
        auto conclude = [executor = client->executor(), config, request = std::move(request),
                         done = std::move(done)](const x509::ocsp_verdict& verdict, bytes response) mutable {
            bool answered = verdict.error == verify_error::ok;
            if (answered)
                request.ocsp_response = std::move(response);
            // The chain is not verified on the strand, where all queries wait for each other.
            boost::asio::post(executor, [config, request = std::move(request), done = std::move(done),
                                         failure = answered ? std::string() : verdict.detail] {
                done(verdict_on(request, *config, failure));
            });
        };
        client->ask({asked[0], asked[1], std::move(judge)}, std::move(conclude));
    };
}

} // namespace tls
