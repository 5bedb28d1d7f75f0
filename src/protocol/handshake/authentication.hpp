// Proving who one is, and checking who the other is (RFC 8446 section 4.4). Pure functions, alike for
// client and server; they throw fatal.

#ifndef TLS_SRC_PROTOCOL_HANDSHAKE_AUTHENTICATION_HPP
#define TLS_SRC_PROTOCOL_HANDSHAKE_AUTHENTICATION_HPP

#include "protocol/message/certificate.hpp"
#include "protocol/message/certificate_request.hpp"
#include "protocol/message/certificate_verify.hpp"
#include "protocol/message/client_hello.hpp"
#include "protocol/message/finished.hpp"
#include "protocol/schedule/tls13_secrets.hpp"

#include <tls/connection_info.hpp>
#include <tls/verify_mode.hpp>
#include <tls/verify_request.hpp>

#include <memory>
#include <vector>

namespace tls {

struct client_hello_info;
struct configuration;

/// With what we authenticate ourselves. Without a credential: not at all.
struct authentication {
    std::shared_ptr<const tls::credential> credential;
    const signature_scheme* scheme = nullptr;
};

/// A server's credentials to try for the client, in groups: those whose certificates have the name asked for (empty:
/// none), before all. `chosen` restricts them to that one, if not null. Throws fatal{unrecognized_name}.
std::vector<std::vector<std::shared_ptr<const credential>>>
server_candidates(const configuration&, const std::string& server_name, std::shared_ptr<const credential> chosen);

/// Those whose chain one of the authorities (subjects, DER) issued.
std::vector<std::shared_ptr<const credential>> issued_by(const std::vector<std::shared_ptr<const credential>>&,
                                                         const std::vector<bytes>& authorities);

/// The authorities that a server names when it asks for a certificate; none if that would not help.
std::vector<bytes> authorities_to_name(const configuration&);

/// A server's credential for the client: one whose certificate has the name asked for, before others,
/// and that can sign with a scheme the client accepts. `chosen` restricts the choice to that one, if not
/// null. Throws fatal{no_certificate_set, no_shared_signature_algorithms, unrecognized_name}.
authentication authenticate_server(const configuration&, const client_hello_info&,
                                   std::shared_ptr<const credential> chosen);

/// A client's credential for the server's request: one issued by an authority that the request names,
/// before others. Without a credential if none fits, which the server may accept.
authentication authenticate_client(const configuration&, const message::certificate_request&);

message::certificate_request certificate_request_for(const configuration&);

/// Our Certificate message; of no certificates if the credential is null. OCSP response and timestamps
/// go with the leaf if the peer asked for them.
message::certificate certificate_for(const credential*, const bytes& request_context, bool wants_status,
                                     bool wants_timestamps);

/// What a CertificateVerify signs (RFC 8446 section 4.4.3).
bytes certificate_verify_content(role signer, const transcript_hash&);

/// A peer's chain (DER), parsed. Throws fatal if a certificate does not parse, or there are too many.
verify_request read_chain(const std::vector<bytes>&, const configuration&);

/// The chain of a peer's Certificate message, parsed, with what came with the leaf. Throws fatal if the
/// message breaks RFC 8446 section 4.4.2, a certificate does not parse, or there are too many.
verify_request read_certificates(const message::certificate&, const configuration&,
                                 const std::vector<std::uint16_t>& offered_extensions);

/// A server must send a certificate, which a client asks of it by offering no other way (RFC 8446 section
/// 4.4.2.4): fatal{decode_error}.
void check_server_sent_certificate(const verify_request&);

/// A client may send none, unless `mode` has verify_fail_if_no_peer_cert: fatal{certificate_required}.
void check_client_sent_certificate(const verify_request&, verify_mode mode);

/// A CertificateRequest of the handshake has an empty context (RFC 8446 section 4.3.2).
void check_certificate_request(const message::certificate_request&);

/// Keeps what is known of the peer.
void describe_peer(connection_info&, verify_request, x509::verification_result);

/// Throws fatal: bad_certificate for a key that does not work with the scheme, decrypt_error for a wrong signature.
void check_signature_with(const signature_scheme&, byte_view signature, const x509::certificate& leaf,
                          byte_view content);

/// The scheme that verified the peer's signature. Throws fatal: illegal_parameter for a scheme that was not
/// offered or does not fit the key, decrypt_error for a wrong signature (RFC 8446 section 4.4.3).
const signature_scheme* check_certificate_verify(const message::certificate_verify&, const x509::certificate& leaf,
                                                 byte_view content, const configuration&);

/// Throws fatal with the alert that names the reason, if the chain was refused and `mode` has verify_peer.
void check_verdict(const x509::verification_result&, verify_mode mode);

/// Throws fatal{decrypt_error} unless the Finished is the one expected (RFC 8446 section 4.4.4).
void check_finished(const message::finished&, byte_view expected);

} // namespace tls

#endif
