// Certificates: parsing, and all accessors.

#include "fuzz/der_mutator.hpp"
#include "fuzz/target.hpp"

#include <tls/x509/certificate.hpp>
#include <tls/x509/print.hpp>
#include <tls/x509/verifier.hpp>

#include <algorithm>

TLS_FUZZ_MUTATOR(certificate, tls::fuzz::mutate_der, nullptr);

TLS_FUZZ_TARGET(certificate, data, size)
{
    namespace x509 = tls::x509;
    tls::fuzz::accepted([&] {
        auto c = x509::certificate::from_der({data, size});
        tls::fuzz::require(std::ranges::equal(c.der(), std::span(data, size)), "der() equals the input");
        const bool good = c.defects().empty();
        tls::fuzz::require(!good || (c.version() >= 1 && c.version() <= 3), "the version is 1 to 3");
        tls::fuzz::require(!good || c.extensions().empty() || c.version() == 3, "only version 3 has extensions");
        for (const auto& e : c.extensions().first(std::min<std::size_t>(c.extensions().size(), 100)))
            tls::fuzz::require(!good || c.find_extension(e.identifier) == &e, "each extension occurs once");
        c.subject().to_string();
        c.subject().common_name();
        c.issuer().to_string();
        for (char letter : x509::to_text(c) + x509::to_line(c))
            tls::fuzz::require(letter == '\n' || (letter >= ' ' && letter != 0x7f) || letter < 0,
                               "printed text has no control characters");
        x509::matches_host(c, "www.example.com");
        x509::matches_host(c, "192.0.2.1");
    });
    return 0;
}
