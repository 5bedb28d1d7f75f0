// OCSP responses. The input is the certificate in question, its issuer, and the response.

#include "fuzz/accept_all.hpp"
#include "fuzz/der_mutator.hpp"

#include <tls/x509/ocsp.hpp>

namespace x509 = tls::x509;

TLS_FUZZ_MUTATOR(ocsp, tls::fuzz::mutate_der, nullptr);

TLS_FUZZ_TARGET(ocsp, data, size)
{
    auto elements = tls::fuzz::split_der({data, size});
    if (elements.size() < 3)
        return 0;
    tls::fuzz::accepted([&] {
        auto subject = x509::certificate::from_der(elements[0]), issuer = x509::certificate::from_der(elements[1]);
        x509::trust_store anchors;
        auto parameters = tls::fuzz::accept_all_parameters(anchors);
        auto verdict = x509::check_ocsp_response(elements[2], subject, issuer, parameters);
        bool good = verdict.error == x509::verify_error::ok;
        tls::fuzz::require(good || !verdict.detail.empty(), "a rejected response has an error detail");
        tls::fuzz::require(!good || x509::is_ocsp_response_for(elements[2], subject),
                           "an accepted response is for this certificate");
        tls::fuzz::require(verdict.revoked.has_value() == (good && verdict.status == x509::certificate_status::revoked),
                           "a revocation time is set if and only if the certificate is revoked");
    });
    return 0;
}
