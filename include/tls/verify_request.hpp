// A certificate chain to be judged, and the built-in verifier.

#ifndef TLS_VERIFY_REQUEST_HPP
#define TLS_VERIFY_REQUEST_HPP

#include <tls/bytes.hpp>
#include <tls/x509/certificate.hpp>
#include <tls/x509/verification_result.hpp>
#include <tls/x509/verify_policy.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#pragma GCC visibility push(default)

namespace tls::x509 {
struct verify_parameters;
} // namespace tls::x509

namespace tls {

struct configuration;

/// A peer's certificates and what they must be valid for. Owned by the request.
struct verify_request {
    std::vector<x509::certificate> chain; ///< what the peer sent, leaf first
    std::string host;                     ///< the name to verify; empty if none was set
    x509::purpose use = x509::purpose::any;
    /// Bits of keyUsage (RFC 5280 section 4.2.1.3) that the leaf must allow; by default digitalSignature.
    std::optional<std::uint16_t> leaf_key_usage = std::nullopt;
    bytes ocsp_response;                 ///< stapled with the leaf; empty if none was
    bytes signed_certificate_timestamps; ///< sent with the leaf; empty if none was
};

/// The built-in verdict on what a peer sent, verify callback included: for an async_verify function that does the
/// same in another thread, or does more when it is good. Pure; any number of threads may call it.
x509::verification_result verify(const verify_request&, const configuration&);

/// The parameters with which verify() calls x509::verify_chain. Refers to both arguments.
x509::verify_parameters verify_parameters_for(const verify_request&, const configuration&);

} // namespace tls

#pragma GCC visibility pop

#endif
