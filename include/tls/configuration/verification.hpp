// How a peer's certificates are judged.

#ifndef TLS_CONFIGURATION_VERIFICATION_HPP
#define TLS_CONFIGURATION_VERIFICATION_HPP

#include <tls/verify_mode.hpp>
#include <tls/x509/certificate.hpp>
#include <tls/x509/verify_policy.hpp>

#include <memory>
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

/// How a peer's chain is judged, beside anchors, name, depth and time: see x509::verify_parameters.
struct verify_rules {
    x509::profile profile = x509::profile::rfc5280;
    x509::revocation_policy revocation = x509::revocation_policy::off;
    std::shared_ptr<const x509::crl_store> crls;  ///< at hand; null: none
    std::vector<x509::certificate> intermediates; ///< known beside those that the peer sends; not trusted
    bool allow_partial_chain = false;
    bool common_name_fallback = false;
    bool allow_sha1 = false;
    bool allow_md5 = false;
    bool allow_dsa = false;
    bool strict = false; ///< also refuses what RFC 5280 section 4 forbids authorities to issue
    unsigned min_rsa_bits = 2048;
    std::vector<std::string> policies; ///< dotted OIDs, one of which the chain must be valid for; empty: any
    bool explicit_policy = false;
};

/// The judgement of a peer's certificates, and what it is made by.
struct verification_settings {
    /// Without anchors, with empty caches.
    verification_settings();

    verify_mode mode = verify_none;
    tls::verify_callback callback;
    unsigned depth = 100; ///< intermediates allowed between leaf and anchor
    verify_rules rules;
    std::shared_ptr<const x509::trust_store> anchors;
    /// Signatures in peers' chains that need not be verified again; null: all are, each time. Copies of the
    /// configuration share it.
    std::shared_ptr<x509::verified_link_cache> verified_links;
    /// Peers' certificates that connections share; null: each has its own. Copies of the configuration share it.
    std::shared_ptr<x509::certificate_cache> known_certificates;
    /// Asks the peer for a stapled OCSP response also where neither rules.revocation nor hooks::async_verify uses it:
    /// see connection_info::peer_ocsp_response.
    bool request_staple = false;
    bool send_certificate_authorities = true; ///< a server names its anchors when it asks for a certificate
};

} // namespace tls

#pragma GCC visibility pop

#endif
