// Settings for the verification of a peer's certificates.

#ifndef TLS_CONFIGURATION_VERIFICATION_HPP
#define TLS_CONFIGURATION_VERIFICATION_HPP

#include <tls/certificate_type.hpp>
#include <tls/raw_public_key.hpp>
#include <tls/verify_mode.hpp>
#include <tls/x509/certificate.hpp>
#include <tls/x509/verify_policy.hpp>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#pragma GCC visibility push(default)

namespace tls::x509 {
class certificate_cache;
class crl_store;
class trust_store;
class verified_link_cache;
} // namespace tls::x509

namespace tls {

/// Rules for a peer's chain, besides anchors, name, depth and time: see x509::verify_parameters.
struct verify_rules {
    x509::profile profile = x509::profile::rfc5280;
    x509::revocation_policy revocation = x509::revocation_policy::off;
    std::shared_ptr<const x509::crl_store> crls;  ///< known CRLs; null: none
    std::vector<x509::certificate> intermediates; ///< in addition to those that the peer sends; not trusted
    bool allow_partial_chain = false;
    bool common_name_fallback = false;
    bool allow_sha1 = false;
    bool allow_md5 = false;
    bool allow_dsa = false;
    bool strict = false; ///< also refuses certificates that RFC 5280 section 4 forbids to issue
    unsigned min_rsa_bits = 2048;
    /// Dotted OIDs; the chain must be valid for one of them. No value: any policy.
    std::optional<std::vector<std::string>> policies;
    bool explicit_policy = false;
};

/// All settings for the verification of a peer's certificates.
struct verification_settings {
    /// Creates settings without anchors and with empty caches.
    verification_settings();

    verify_mode mode = verify_none;
    tls::verify_callback callback;
    unsigned depth = 100; ///< maximum number of intermediates between leaf and anchor
    verify_rules rules;
    std::shared_ptr<const x509::trust_store> anchors;
    /// Verified signatures in peers' chains, which are not verified again. Null: every signature is verified each time.
    /// Copies of the configuration share it.
    std::shared_ptr<x509::verified_link_cache> verified_links;
    /// Peers' certificates that connections share. Null: each connection has its own copies. Copies of the
    /// configuration share it.
    std::shared_ptr<x509::certificate_cache> known_certificates;
    /// Requests a stapled OCSP response even if neither rules.revocation nor hooks::async_verify uses it: see
    /// connection_info::peer_ocsp_response.
    bool request_staple = false;
    bool send_certificate_authorities = true; ///< a server's CertificateRequest lists its anchors

    /// @name Raw public keys (RFC 7250)
    ///
    /// A raw public key has no issuer, name, validity or revocation: none of the rules above applies to it, and
    /// neither does `callback`. It is accepted if it is listed here, or by hooks::async_verify_raw_public_key. With
    /// verify_peer and neither, handshakes fail with error::reason::no_raw_public_keys_accepted.
    /// @{
    /// The types that are accepted from the peer, most preferred first. Empty: X.509 only.
    std::vector<certificate_type> certificate_types;
    std::vector<raw_public_key> raw_public_keys;           ///< accepted keys
    std::vector<public_key_digest> raw_public_key_digests; ///< SHA-256 digests of accepted keys
    /// @}
};

} // namespace tls

#pragma GCC visibility pop

#endif
