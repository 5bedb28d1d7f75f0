// A certificate chain or raw public key to verify, and the built-in verification.

#ifndef TLS_VERIFY_REQUEST_HPP
#define TLS_VERIFY_REQUEST_HPP

#include <tls/bytes.hpp>
#include <tls/raw_public_key.hpp>
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

/// A peer's certificates and the requirements on them, or its raw public key. Owns its data.
struct verify_request {
    std::vector<x509::certificate> chain; ///< the peer's certificates, leaf first
    std::optional<std::string> host;      ///< the DNS name or IP literal that the leaf must be for; none: any
    x509::purpose use = x509::purpose::any;
    /// keyUsage bits (RFC 5280 section 4.2.1.3) that the leaf must allow. Empty: digitalSignature.
    std::optional<std::uint16_t> leaf_key_usage = std::nullopt;
    bytes ocsp_response;                 ///< stapled with the leaf; empty if none
    bytes signed_certificate_timestamps; ///< sent with the leaf; empty if none
    /// The peer's raw public key (RFC 7250), in place of certificates. Then `chain` is empty, and the other members do
    /// not apply.
    std::optional<tls::raw_public_key> raw_public_key = std::nullopt;
};

/// Returns the built-in verdict on a peer's certificates, including the verify callback's; or on its raw public key,
/// which must be in verification_settings::raw_public_keys or raw_public_key_digests. An async_verify function can
/// call it in another thread, or add checks to it. Has no side effects: any number of threads may call it.
x509::verification_result verify(const verify_request&, const configuration&);

/// Returns the parameters that verify() passes to x509::verify_chain. They refer to both arguments, which must outlive
/// them.
x509::verify_parameters verify_parameters_for(const verify_request&, const configuration&);

} // namespace tls

#pragma GCC visibility pop

#endif
