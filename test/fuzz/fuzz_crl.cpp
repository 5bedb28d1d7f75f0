// CRLs: parsing, looking up; and, of input that is a leaf, its issuer and a CRL, the verdict.

#include "fuzz/credulous.hpp"

#include <tls/x509/crl.hpp>

namespace x509 = tls::x509;

TLS_FUZZ_DER_MUTATOR();

namespace {

void read(tls::byte_view der)
{
    tls::fuzz::accepted([&] {
        auto list = x509::crl::from_der(der);
        const std::uint8_t serial[]{0x01, 0x02};
        list.find(serial);
        tls::fuzz::require(list.size() != 0 || !list.find(serial), "an empty list names nothing");
        list.issuer().to_string();
    });
}

void judge(const std::vector<tls::byte_view>& elements)
{
    auto leaf = x509::certificate::from_der(elements[0]);
    x509::trust_store anchors;
    anchors.add(x509::certificate::from_der(elements[1]));
    x509::crl_store crls;
    for (std::size_t i = 2; i < elements.size(); ++i)
        crls.add(x509::crl::from_der(elements[i]));
    auto parameters = tls::fuzz::credulous_parameters(anchors);
    parameters.crls = &crls;
    parameters.revocation = x509::revocation_policy::if_available;
    bool possible = x509::verify_chain({&leaf, 1}, parameters).accepted;
    parameters.revocation = x509::revocation_policy::required;
    bool sure = x509::verify_chain({&leaf, 1}, parameters).accepted;
    tls::fuzz::require(possible || !sure, "what is known to be good is not refused where it need not be known");
}

} // namespace

TLS_FUZZ_TARGET(data, size)
{
    read({data, size});
    if (auto elements = tls::fuzz::split_der({data, size}); elements.size() > 2)
        tls::fuzz::accepted([&] { judge(elements); });
    return 0;
}
