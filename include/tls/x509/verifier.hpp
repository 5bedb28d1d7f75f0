// Certification path validation (RFC 5280 section 6) and names (RFC 6125).

#ifndef TLS_X509_VERIFIER_HPP
#define TLS_X509_VERIFIER_HPP

#include <tls/crypto/registry.hpp>
#include <tls/x509/certificate.hpp>
#include <tls/x509/trust_store.hpp>
#include <tls/x509/verify_error.hpp>

#include <functional>
#include <span>
#include <string>
#include <vector>

namespace tls {
class verify_context;
} // namespace tls

namespace tls::x509 {

/// What the leaf is to be used for; selects the extended key usage that is asked of the chain.
enum class purpose { any, server_auth, client_auth };

/// What to verify against. Everything referred to must live as long as the call.
struct verify_parameters {
    const trust_store* anchors = nullptr; ///< required
    const registry* algorithms = nullptr; ///< required
    time_point time{};                    ///< the time at which everything must be valid
    purpose use = purpose::any;
    std::string host;         ///< DNS name or IP literal; empty: names are not checked
    unsigned max_depth = 100; ///< intermediates allowed between leaf and anchor, as SSL_CTX_set_verify_depth
    unsigned min_rsa_bits = 2048;
    unsigned max_signature_checks = 64; ///< bound on work that a hostile chain can cause
    /// As asio::ssl's verify callback: called for each certificate from the anchor to the leaf
    /// with true, or at the failing one with false; what it returns is the verdict there.
    std::function<bool(bool, verify_context&)> callback;
};

/// The verdict on a chain.
struct verification_result {
    verify_error error = verify_error::ok; ///< the failure found, kept even if a callback overrode it
    bool accepted = false;                 ///< the verdict, callback included
    unsigned depth = 0;                    ///< of the certificate that failed; 0 is the leaf
    std::vector<certificate> path;         ///< leaf first, anchor last if one was reached
    std::string detail;                    ///< for people: "certificate of example.org expired 2026-01-03"
};

/// Builds and validates a path from `presented[0]` to an anchor. `presented` is what the peer
/// sent, leaf first, the others in any order. Never throws for a bad certificate.
verification_result verify_chain(std::span<const certificate> presented, const verify_parameters&);

/// Whether the leaf certificate is valid for `host`, a DNS name or an IP literal: RFC 6125
/// section 6.4 against subjectAltName only; a wildcard stands for the whole left-most label.
bool matches_host(const certificate& leaf, std::string_view host);

} // namespace tls::x509

#endif
