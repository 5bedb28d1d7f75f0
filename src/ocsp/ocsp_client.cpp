#include <tls/ocsp_client.hpp>

#include "ocsp/ocsp_client_state.hpp"

namespace tls {

std::shared_ptr<ocsp_client::state> ocsp_client::make_state(std::unique_ptr<detail::ocsp_transport> transport,
                                                            ocsp_client_options options)
{
    return std::make_shared<state>(std::move(transport), std::move(options));
}

void ocsp_client::stop() const
{
    state_->stop();
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
