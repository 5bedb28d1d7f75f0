// A registry in which every signature verifies, so that fuzzing reaches the code after signature checks; and helpers
// for inputs that are concatenated certificates.

#ifndef TLS_TEST_FUZZ_ACCEPT_ALL_HPP
#define TLS_TEST_FUZZ_ACCEPT_ALL_HPP

#include "fuzz/target.hpp"
#include "x509/der/der_reader.hpp"

#include <tls/crypto/registry.hpp>
#include <tls/x509/verifier.hpp>

#include <memory>
#include <vector>

namespace tls::fuzz {

inline const registry& accept_all_registry()
{
    struct accept_all_verifier : verifier {
        bool verify(byte_view, byte_view) const override { return true; }
    };
    static const auto made = [] {
        auto copy = *registry::standard();
        for (auto scheme : registry::standard()->signature_schemes()) {
            scheme.make_verifier = [](const signature_scheme&, const public_key&) -> std::unique_ptr<verifier> {
                return std::make_unique<accept_all_verifier>();
            };
            copy.add(scheme);
        }
        return copy;
    }();
    return made;
}

/// Returns the complete DER elements at the front of `data`.
inline std::vector<byte_view> split_der(byte_view data)
{
    std::vector<byte_view> result;
    try {
        for (x509::der::reader in(data); !in.empty();)
            result.push_back(in.any().whole);
    } catch (const x509::der::error&) {
    }
    return result;
}

/// The time at which the seeds are valid: 2026-06-01.
inline x509::time_point seed_time()
{
    return x509::time_point(std::chrono::seconds(1'780'272'000));
}

inline x509::verify_parameters accept_all_parameters(const x509::trust_store& anchors)
{
    x509::verify_parameters parameters;
    parameters.anchors = &anchors;
    parameters.algorithms = &accept_all_registry();
    parameters.time = seed_time();
    parameters.allow_sha1 = true;
    parameters.min_rsa_bits = 512;
    return parameters;
}

} // namespace tls::fuzz

#endif
