// Certificate requests: parsing, the signature, and what an authority would make of one.

#include "fuzz/target.hpp"

#include <tls/x509/certificate_request.hpp>

#include <algorithm>

namespace x509 = tls::x509;

TLS_FUZZ_DER_MUTATOR();

TLS_FUZZ_TARGET(data, size)
{
    tls::fuzz::accepted([&] {
        auto request = x509::certificate_request::from_der({data, size});
        request.subject().to_string();
        request.is_signed();
        auto says = x509::grant(request, {});
        tls::fuzz::require(!says.is_ca, "nobody becomes an authority by asking");
        auto again = x509::certificate_request::from_pem(request.to_pem());
        tls::fuzz::require(std::ranges::equal(again.der(), request.der()), "what is written is read");
    });
    return 0;
}
