#include <tls/ocsp_client.hpp>

#include "ocsp/ocsp_client_state.hpp"

namespace tls {

ocsp_client::ocsp_client(executor_type executor, ocsp_client_options options)
    : state_(std::make_shared<state>(std::move(executor), std::move(options)))
{
}

ocsp_client::~ocsp_client()
{
    state_->stop();
}

ocsp_client::executor_type ocsp_client::get_executor() const
{
    return state_->executor();
}

void ocsp_client::check(x509::certificate subject, x509::certificate issuer,
                        std::function<void(x509::ocsp_verdict)> handler) const
{
    auto verify_response = [options = state_->options(), subject, issuer](byte_view response) {
        x509::verify_parameters parameters;
        parameters.algorithms = options.algorithms.get();
        parameters.time = options.clock();
        parameters.min_rsa_bits = options.min_rsa_bits;
        parameters.allow_sha1 = options.allow_sha1;
        return x509::check_ocsp_response(response, subject, issuer, parameters);
    };
    state_->ask(
        {std::move(subject), std::move(issuer), std::move(verify_response)},
        [handler = std::move(handler)](x509::ocsp_verdict verdict, const bytes&) { handler(std::move(verdict)); });
}

} // namespace tls
