// Our authentication and the checks of the peer's (RFC 8446 section 4.4). Pure functions for client and server; they
// throw fatal.

#ifndef TLS_SRC_PROTOCOL_HANDSHAKE_AUTHENTICATION_HPP
#define TLS_SRC_PROTOCOL_HANDSHAKE_AUTHENTICATION_HPP

#include "protocol/handshake/credential_list.hpp"
#include "protocol/message/certificate.hpp"
#include "protocol/message/certificate_request.hpp"
#include "protocol/message/certificate_verify.hpp"
#include "protocol/message/client_hello.hpp"
#include "protocol/message/finished.hpp"
#include "protocol/schedule/tls13_secrets.hpp"

#include <tls/certificate_type.hpp>
#include <tls/connection_info.hpp>
#include <tls/crypto/registry.hpp>
#include <tls/verify_mode.hpp>
#include <tls/verify_request.hpp>

#include <memory>
#include <optional>
#include <vector>

namespace tls {

struct client_hello_info;
struct configuration;

/// The public key that verifies a peer's signatures: that of its leaf certificate, or its raw public key. Refers to it.
struct peer_public_key {
    peer_public_key(const x509::certificate& leaf) noexcept // NOLINT(google-explicit-constructor)
        : key(leaf.key()), subject_public_key_info(leaf.subject_public_key_info())
    {
    }
    peer_public_key(const raw_public_key& raw) noexcept // NOLINT(google-explicit-constructor)
        : key(raw.key()), subject_public_key_info(raw.der())
    {
    }

    const std::optional<public_key>& key; ///< empty if the library does not support its kind
    byte_view subject_public_key_info;
};

/// Returns whether the peer presented a certificate or a raw public key.
inline bool presented_key(const verify_request& peer) noexcept
{
    return !peer.chain.empty() || peer.raw_public_key;
}
/// Requires presented_key().
inline peer_public_key key_of(const verify_request& peer) noexcept
{
    return peer.raw_public_key ? peer_public_key(*peer.raw_public_key) : peer_public_key(peer.chain.front());
}

/// Returns the key. Throws fatal{unsupported_certificate, certificate_key_unusable} if the library does not support its
/// kind.
const public_key& supported_key(const peer_public_key&);

/// Returns the schemes of a peer's list that the registry knows. We search the list for each credential and suite, and
/// it has room for tens of thousands.
std::vector<std::uint16_t> known_schemes(const std::vector<std::uint16_t>& listed, const registry&);

/// Our credential and the scheme to sign with. Without a credential we do not authenticate.
struct authentication {
    std::shared_ptr<const tls::credential> credential;
    const signature_scheme* scheme = nullptr;
};

/// Returns the credentials in groups, in order of preference: first those whose chain the peer can verify, then all.
/// `peer_schemes` is the peer's signature_algorithms_cert, or without it signature_algorithms (RFC 8446
/// section 4.4.2.2, RFC 5246 section 7.4.2). A peer that lists none leaves the order as it is.
std::vector<credential_list> by_verifiable_chain(const credential_list&, const configuration&,
                                                 const std::vector<std::uint16_t>& peer_schemes);

/// Returns our credentials without those that require a named issuer and have none among the peer's authorities
/// (subjects, DER).
credential_list credentials_for(const configuration&, const std::vector<bytes>& authorities);

/// The same for a server. `chosen` replaces them, if not null.
credential_list credentials_for(const configuration&, const std::vector<bytes>& authorities,
                                std::shared_ptr<const credential> chosen);

/// Throws fatal{handshake_failure, no_usable_credential}: each of our credentials requires a named issuer.
[[noreturn]] void refuse_unnamed_issuers();

/// Returns `ours` in groups: credentials whose certificate has the requested name first, then all; among each, those
/// whose chain the client can verify first. An empty name restricts nothing, and a raw public key serves any name.
/// `types` are those that the client accepts: see of_types. `chain_schemes` are those that the client can verify in
/// chains: see by_verifiable_chain. Throws fatal{unrecognized_name}.
std::vector<credential_list> server_candidates(const configuration&, const credential_list& ours,
                                               const std::string& server_name,
                                               const std::vector<std::uint16_t>& chain_schemes,
                                               const std::vector<std::uint8_t>& types);

/// Returns the credentials whose chain has a certificate issued by one of the authorities (subjects, DER).
credential_list issued_by(const credential_list&, const std::vector<bytes>& authorities);

/// Returns the authorities that a server names in its certificate request. Empty if the settings turn this off or if
/// the list would be too long.
std::vector<bytes> authorities_to_name(const configuration&);

/// Selects a server's credential for the client: one that can sign with a scheme that the client accepts, if possible
/// one whose certificate has the requested name. `chosen` restricts the choice to that credential, if not null. Throws
/// fatal{no_certificate_set, no_usable_credential, no_shared_certificate_type, no_shared_signature_algorithms,
/// unrecognized_name}.
authentication select_server_credential(const configuration&, const client_hello_info&,
                                        std::shared_ptr<const credential> chosen);

/// Selects a client's credential for the server's request, if possible one issued by an authority that the request
/// names. `type` is the negotiated one. Without a credential if none fits; the server may accept that.
authentication select_client_credential(const configuration&, const message::certificate_request&,
                                        certificate_type type = certificate_type::x509);

message::certificate_request certificate_request_for(const configuration&);

/// Returns our Certificate message. It has no certificates if the credential is null. OCSP response and timestamps are
/// attached to the leaf if the peer requested them; never to a raw public key.
message::certificate certificate_for(const credential*, const bytes& request_context, bool wants_status,
                                     bool wants_timestamps);

/// Returns the content that a CertificateVerify signs (RFC 8446 section 4.4.3).
bytes certificate_verify_content(role signer, const transcript_hash&);

/// Parses a peer's chain (DER). Throws fatal if a certificate does not parse or if there are too many.
verify_request read_chain(const std::vector<bytes>&, const configuration&);

/// Parses a peer's raw public key (DER). Throws fatal{decode_error, invalid_raw_public_key}.
verify_request read_raw_public_key(byte_view subject_public_key_info);

/// Parses the chain of a peer's Certificate message and reads the data attached to the leaf, or parses its raw public
/// key if `type` says so. Throws fatal if the message violates RFC 8446 section 4.4.2, if its content does not parse,
/// or if there are too many certificates.
verify_request read_certificates(const message::certificate&, const configuration&,
                                 const std::vector<std::uint16_t>& offered_extensions,
                                 certificate_type type = certificate_type::x509);

/// Throws fatal{decode_error} if the server sent no certificate. It must send one, because the client offers no other
/// authentication (RFC 8446 section 4.4.2.4).
void check_server_sent_certificate(const verify_request&);

/// Throws fatal{certificate_required} if the client sent no certificate and `mode` has verify_fail_if_no_peer_cert.
void check_client_sent_certificate(const verify_request&, verify_mode mode);

/// Throws fatal unless the request's context is empty, as the handshake requires (RFC 8446 section 4.3.2).
void check_certificate_request(const message::certificate_request&);

/// Stores the facts about the peer in the connection_info.
void describe_peer(connection_info&, verify_request, x509::verification_result);

/// Throws fatal: bad_certificate for a key that does not work with the scheme, decrypt_error for a wrong signature.
void check_signature_with(const signature_scheme&, byte_view signature, const peer_public_key& peer, byte_view content,
                          const registry&);

/// Returns the scheme that verified the peer's signature. Throws fatal: illegal_parameter for a scheme that was not
/// offered or does not fit the key, decrypt_error for a wrong signature (RFC 8446 section 4.4.3).
const signature_scheme* check_certificate_verify(const message::certificate_verify&, const peer_public_key& peer,
                                                 byte_view content, const configuration&);

/// Throws fatal with the alert for the verification error, if the chain was refused and `mode` has verify_peer.
void check_verdict(const x509::verification_result&, verify_mode mode);

/// Throws fatal{decrypt_error} unless the Finished has the expected content (RFC 8446 section 4.4.4).
void check_finished(const message::finished&, byte_view expected);

} // namespace tls

#endif
