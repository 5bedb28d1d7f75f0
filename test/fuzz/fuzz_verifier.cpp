// The whole verifier. The input is a byte of settings, followed by certificates: the leaf, the other certificates of
// the chain, and the anchor last.

#include "fuzz/accept_all.hpp"
#include "fuzz/der_mutator.hpp"

#include <tls/verify_context.hpp>

namespace x509 = tls::x509;

namespace {

std::size_t mutate_chain(std::uint8_t* data, std::size_t size, std::size_t max_size, unsigned seed)
{
    if (size < 2)
        return tls::fuzz::mutate_der(data, size, max_size, seed);
    if (seed % 32 == 1)
        data[0] = static_cast<std::uint8_t>(seed >> 8);
    return 1 + tls::fuzz::mutate_der(data + 1, size - 1, max_size - 1, seed);
}

} // namespace

TLS_FUZZ_MUTATOR(verifier, mutate_chain, nullptr);

TLS_FUZZ_TARGET(verifier, data, size)
{
    if (size < 2)
        return 0;
    std::vector<x509::certificate> chain;
    for (auto der : tls::fuzz::split_der({data + 1, size - 1}))
        tls::fuzz::accepted([&] { chain.push_back(x509::certificate::from_der(der)); });
    if (chain.size() < 2)
        return 0;
    x509::trust_store anchors;
    anchors.add(chain.back());
    chain.pop_back();

    const auto settings = data[0];
    auto parameters = tls::fuzz::accept_all_parameters(anchors);
    parameters.rules = (settings & 1) != 0 ? x509::profile::web : x509::profile::rfc5280;
    parameters.use = (settings & 2) != 0 ? x509::purpose::server_auth : x509::purpose::any;
    if ((settings & 4) != 0)
        parameters.host = "www.example.com";
    parameters.common_name_fallback = (settings & 8) != 0;
    parameters.allow_partial_chain = (settings & 16) != 0;
    parameters.explicit_policy = (settings & 32) != 0;
    if ((settings & 64) != 0)
        parameters.email = "someone@example.com";
    if ((settings & 128) != 0)
        parameters.uri = "https://www.example.com/";

    auto result = x509::verify_chain(chain, parameters);
    tls::fuzz::require(!result.path.empty() && result.path.front() == chain.front(), "the path begins at the leaf");
    if (result.accepted) {
        tls::fuzz::require(result.error == x509::verify_error::ok, "an accepted chain has no error");
        tls::fuzz::require(anchors.contains(result.path.back()), "an accepted path ends at an anchor");
    } else {
        tls::fuzz::require(result.error != x509::verify_error::ok, "a rejected chain has an error");
        tls::fuzz::require(!result.detail.empty(), "a rejected chain has an error detail");
    }
    // A callback that pardons everything sees the failures of chains without an anchor, too.
    parameters.callback = [](bool, tls::verify_context&) { return true; };
    tls::fuzz::require(x509::verify_chain(chain, parameters).accepted, "a callback can pardon everything");
    return 0;
}
