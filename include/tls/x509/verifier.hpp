// Certification path validation (RFC 5280 section 6), names (RFC 6125, RFC 9525) and revocation.

#ifndef TLS_X509_VERIFIER_HPP
#define TLS_X509_VERIFIER_HPP

#include <tls/crypto/registry.hpp>
#include <tls/x509/certificate.hpp>
#include <tls/x509/trust_store.hpp>
#include <tls/x509/verification_result.hpp>
#include <tls/x509/verified_link_cache.hpp>
#include <tls/x509/verify_error.hpp>
#include <tls/x509/verify_policy.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#pragma GCC visibility push(default)

namespace tls {
class verify_context;
} // namespace tls

namespace tls::x509 {

class crl_store;

/// What to verify against. Everything referred to must live as long as the call.
struct verify_parameters {
    const trust_store* anchors = nullptr; ///< required
    const registry* algorithms = nullptr; ///< required
    time_point time{};                    ///< the time at which everything must be valid
    profile rules = profile::rfc5280;
    purpose use = purpose::any;
    /// Refuses, too, what RFC 5280 section 4 forbids authorities to issue although its meaning is clear: missing key
    /// identifiers, extensions of the wrong criticality, serial numbers that are not positive. Many private
    /// authorities do not keep these rules. The web profile asks for all but a critical nameConstraints, of all
    /// certificates but the anchor.
    bool strict = false;
    /// Uses of keyUsage (bits as certificate::key_usage_bits) that the leaf must all allow. Empty: digitalSignature
    /// if `use` is one of TLS (RFC 8446 section 4.4.2.2), else none.
    std::optional<std::uint16_t> leaf_key_usage;

    /// The identity that the leaf must have; what is empty is not checked. If several are set, all must match.
    std::string host;  ///< DNS name (A-labels) or IP literal
    std::string email; ///< mailbox
    std::string uri;   ///< matched whole, scheme and host ignoring case (RFC 6125 section 6.5)
    /// A leaf without any DNS name or IP address in subjectAltName is matched by its commonName, as programs of
    /// old expect (RFC 6125 section 6.4.4). Never in the web profile.
    bool common_name_fallback = false;

    std::span<const certificate> intermediates; ///< known beside those that the peer sends; not trusted
    bool allow_partial_chain = false; ///< a path may end at a certificate of `anchors` that is not self-signed
    /// Intermediates allowed between leaf and anchor, as SSL_CTX_set_verify_depth; self-issued ones are not counted.
    unsigned max_depth = 100;
    unsigned max_signature_checks = 64; ///< bound on work that a hostile chain can cause
    /// Signatures that were verified before, which need not be again; null: each is verified.
    verified_link_cache* verified_links = nullptr;

    unsigned min_rsa_bits = 2048;
    bool allow_sha1 = false; ///< in signatures, but the anchor's, which is never checked
    bool allow_md5 = false;
    bool allow_dsa = false;

    /// Dotted OIDs of certificate policies, one of which the path must be valid for (RFC 5280 section 6.1.1 (c));
    /// empty: any. They count if explicit_policy is set or a certificate of the path demands an explicit policy.
    std::vector<std::string> policies;
    bool explicit_policy = false;

    revocation_policy revocation = revocation_policy::off;
    const crl_store* crls = nullptr; ///< CRLs at hand
    byte_view ocsp_response;         ///< DER of the response stapled with the leaf; empty: none

    /// As asio::ssl's verify callback: called for each certificate from the anchor to the leaf
    /// with true, or at the failing one with false; what it returns is the verdict there.
    std::function<bool(bool, verify_context&)> callback;
};

/// Builds and validates a path from `presented[0]` to an anchor. `presented` is what the peer
/// sent, leaf first, the others in any order. Never throws for a bad certificate.
verification_result verify_chain(std::span<const certificate> presented, const verify_parameters&);

/// Whether the leaf certificate is valid for `host`, a DNS name or an IP literal: RFC 6125
/// section 6.4 against subjectAltName only; a wildcard stands for the whole left-most label.
bool matches_host(const certificate& leaf, std::string_view host);

} // namespace tls::x509

#pragma GCC visibility pop

#endif
