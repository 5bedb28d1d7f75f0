// Certification path validation (RFC 5280 section 6), with names (RFC 6125, RFC 9525) and revocation.

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

/// The parameters of a verification. All objects that it refers to must outlive the call.
struct verify_parameters {
    const trust_store* anchors = nullptr; ///< required
    const registry* algorithms = nullptr; ///< required
    time_point time{};                    ///< the time at which all certificates must be valid
    profile rules = profile::rfc5280;
    purpose use = purpose::any;
    /// Also rejects certificates that RFC 5280 section 4 forbids authorities to issue although their meaning is clear:
    /// those with missing key identifiers, extensions of the wrong criticality, or serial numbers that are not
    /// positive. Many private authorities break these rules. The web profile always applies them to all certificates
    /// except the anchor, but does not require nameConstraints to be critical.
    bool strict = false;
    /// The keyUsage bits (as in certificate::key_usage_bits) that the leaf must all have. Empty: digitalSignature if
    /// `use` is a TLS use (RFC 8446 section 4.4.2.2), else none.
    std::optional<std::uint16_t> leaf_key_usage;

    /// The identities that the leaf must all have. A member without a value is not checked. No certificate has one that
    /// is malformed or an empty string.
    std::optional<std::string> host;  ///< DNS name (A-labels) or IP literal, whose zone is ignored
    std::optional<std::string> email; ///< mailbox
    std::optional<std::string> uri;   ///< must match completely; scheme and host ignore case (RFC 6125 section 6.5)
    /// Matches `host` with the commonName of a leaf whose subjectAltName has no DNS name, IP address, URI or SRV name,
    /// as old programs expect (RFC 6125 section 6.4.4). Ignored in the web profile.
    bool common_name_fallback = false;

    std::span<const certificate> intermediates; ///< used in addition to those that the peer sends; not trusted
    bool allow_partial_chain = false; ///< a path may end at a certificate of `anchors` that is not self-signed
    /// The number of intermediates allowed between leaf and anchor, as in SSL_CTX_set_verify_depth. Self-issued ones do
    /// not count.
    unsigned max_depth = 100;
    /// Limits on the work that a hostile chain can cause: the number of signature checks, and their cost in units of
    /// one check with RSA-2048 and the public exponent 65537 (about 20 microseconds). A check with RSA-16384 costs 64
    /// units, more with a longer exponent; with P-521 about 20. Chains from which no anchor can be reached get a
    /// quarter.
    unsigned max_signature_checks = 64;
    unsigned max_signature_work = 512;
    /// A cache of verified signatures, which are not verified again. Null: every signature is verified.
    verified_link_cache* verified_links = nullptr;

    unsigned min_rsa_bits = 2048;
    bool allow_sha1 = false; ///< in signatures; the anchor's own signature is never checked
    bool allow_md5 = false;
    bool allow_dsa = false;

    /// Dotted OIDs of certificate policies. The path must be valid for one of them (RFC 5280 section 6.1.1 (c)). No
    /// value: any policy. Applies if explicit_policy is set or a certificate of the path requires an explicit policy.
    std::optional<std::vector<std::string>> policies;
    bool explicit_policy = false;

    revocation_policy revocation = revocation_policy::off;
    const crl_store* crls = nullptr; ///< available CRLs; null: none
    byte_view ocsp_response;         ///< the OCSP response stapled for the leaf, DER; empty: none

    /// Like asio::ssl's verify callback. Called for each certificate from the anchor to the leaf: with false for each
    /// of its failures, then with true. If it returns false, verification ends and the chain is rejected.
    std::function<bool(bool, verify_context&)> callback;
};

/// Builds and validates a path from `presented[0]` to an anchor. `presented` are the peer's certificates: the leaf
/// first, the others in any order. Never throws for a bad certificate.
verification_result verify_chain(std::span<const certificate> presented, const verify_parameters&);

/// Returns whether the leaf certificate is valid for `host`, a DNS name or an IP literal (RFC 6125 section 6.4). Checks
/// only subjectAltName. A wildcard must be the whole left-most label.
bool matches_host(const certificate& leaf, std::string_view host);

} // namespace tls::x509

#pragma GCC visibility pop

#endif
