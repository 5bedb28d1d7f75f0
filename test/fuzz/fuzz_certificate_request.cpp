// Certificate requests: parsing, the signature, and the certificate that a CA would issue for it.

#include "fuzz/der_mutator.hpp"
#include "fuzz/target.hpp"

#include <tls/x509/certificate_request.hpp>

#include <algorithm>

namespace x509 = tls::x509;

TLS_FUZZ_MUTATOR(certificate_request, tls::fuzz::mutate_der, nullptr);

TLS_FUZZ_TARGET(certificate_request, data, size)
{
    tls::fuzz::accepted([&] {
        auto request = x509::certificate_request::from_der({data, size});
        request.subject().to_string();
        request.is_signed();
        auto granted = x509::grant(request, {});
        tls::fuzz::require(!granted.is_ca, "grant() does not make a requester a CA");
        auto again = x509::certificate_request::from_pem(request.to_pem());
        tls::fuzz::require(std::ranges::equal(again.der(), request.der()), "a written request reads back unchanged");
    });
    return 0;
}
