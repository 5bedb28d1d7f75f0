// The verifier as a whole. The input is a byte of settings, then certificates: the leaf, those sent with it, and the
// anchor last. Signatures all verify here, so that what comes after them is reached.

#include "fuzz/target.hpp"
#include "x509/der_reader.hpp"

#include <tls/x509/verifier.hpp>

#include <algorithm>

namespace {

namespace x509 = tls::x509;

class credulous_verifier : public tls::verifier {
public:
    bool verify(tls::byte_view, tls::byte_view) const override { return true; }
};

const tls::registry& credulous_registry()
{
    static const auto registry = [] {
        auto copy = *tls::registry::standard();
        for (auto scheme : tls::registry::standard()->signature_schemes()) {
            scheme.make_verifier = [](const tls::signature_scheme&,
                                      const tls::public_key&) -> std::unique_ptr<tls::verifier> {
                return std::make_unique<credulous_verifier>();
            };
            copy.add(scheme);
        }
        return copy;
    }();
    return registry;
}

std::vector<x509::certificate> read_certificates(tls::byte_view data)
{
    std::vector<x509::certificate> result;
    try {
        for (x509::der::reader in(data); !in.empty();) {
            auto whole = in.any().whole;
            tls::fuzz::accepted([&] { result.push_back(x509::certificate::from_der(whole)); });
        }
    } catch (const x509::der::error&) {
    }
    return result;
}

} // namespace

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t max_size,
                                               unsigned seed)
{
    if (size < 2)
        return tls::fuzz::mutate_der(data, size, max_size, seed);
    if (seed % 32 == 1)
        data[0] = static_cast<std::uint8_t>(seed >> 8);
    return 1 + tls::fuzz::mutate_der(data + 1, size - 1, max_size - 1, seed);
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size < 2)
        return 0;
    auto chain = read_certificates({data + 1, size - 1});
    if (chain.size() < 2)
        return 0;
    x509::trust_store anchors;
    anchors.add(chain.back());
    chain.pop_back();

    const auto settings = data[0];
    x509::verify_parameters parameters;
    parameters.anchors = &anchors;
    parameters.algorithms = &credulous_registry();
    // 2026-06-01: within the validity of the seeds' certificates.
    parameters.time = x509::time_point(std::chrono::seconds(1'780'272'000));
    parameters.rules = (settings & 1) != 0 ? x509::profile::web : x509::profile::rfc5280;
    parameters.use = (settings & 2) != 0 ? x509::purpose::server_auth : x509::purpose::any;
    parameters.host = (settings & 4) != 0 ? "www.example.com" : "";
    parameters.common_name_fallback = (settings & 8) != 0;
    parameters.allow_partial_chain = (settings & 16) != 0;
    parameters.explicit_policy = (settings & 32) != 0;
    parameters.allow_sha1 = true;
    parameters.min_rsa_bits = 512;

    auto result = x509::verify_chain(chain, parameters);
    tls::fuzz::require(!result.path.empty() && result.path.front() == chain.front(), "a path begins at the leaf");
    if (result.accepted) {
        tls::fuzz::require(result.error == x509::verify_error::ok, "what is accepted has no error");
        tls::fuzz::require(anchors.contains(result.path.back()), "an accepted path ends at an anchor");
    } else {
        tls::fuzz::require(result.error != x509::verify_error::ok, "what is refused has an error");
        tls::fuzz::require(!result.detail.empty(), "what is refused is explained");
    }
    return 0;
}
