// CRLs: parsing and lookup. If the input is a leaf, its issuer and CRLs: verification with revocation.

#include "fuzz/accept_all.hpp"
#include "fuzz/der_mutator.hpp"

#include <tls/x509/crl.hpp>

namespace x509 = tls::x509;

TLS_FUZZ_MUTATOR(crl, tls::fuzz::mutate_der, nullptr);

namespace {

void read(tls::byte_view der)
{
    tls::fuzz::accepted([&] {
        auto list = x509::crl::from_der(der);
        const std::uint8_t serial[]{0x01, 0x02};
        list.find(serial);
        tls::fuzz::require(list.size() != 0 || !list.find(serial), "an empty CRL contains no serial number");
        list.issuer().to_string();
    });
}

void verify(const std::vector<tls::byte_view>& elements)
{
    auto leaf = x509::certificate::from_der(elements[0]);
    x509::trust_store anchors;
    anchors.add(x509::certificate::from_der(elements[1]));
    x509::crl_store crls;
    for (std::size_t i = 2; i < elements.size(); ++i)
        crls.add(x509::crl::from_der(elements[i]));
    auto parameters = tls::fuzz::accept_all_parameters(anchors);
    parameters.crls = &crls;
    parameters.revocation = x509::revocation_policy::if_available;
    bool accepted_if_optional = x509::verify_chain({&leaf, 1}, parameters).accepted;
    parameters.revocation = x509::revocation_policy::required;
    bool accepted_if_required = x509::verify_chain({&leaf, 1}, parameters).accepted;
    tls::fuzz::require(accepted_if_optional || !accepted_if_required,
                       "a chain accepted with required revocation is accepted with optional revocation");
}

} // namespace

TLS_FUZZ_TARGET(crl, data, size)
{
    read({data, size});
    if (auto elements = tls::fuzz::split_der({data, size}); elements.size() > 2)
        tls::fuzz::accepted([&] { verify(elements); });
    return 0;
}
