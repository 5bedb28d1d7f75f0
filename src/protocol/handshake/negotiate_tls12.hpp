// The server's TLS 1.2 negotiation: chooses from a ClientHello by our policy (RFC 5246 section 7.4.1). Pure functions;
// they throw fatal.

#ifndef TLS_SRC_PROTOCOL_HANDSHAKE_NEGOTIATE_TLS12_HPP
#define TLS_SRC_PROTOCOL_HANDSHAKE_NEGOTIATE_TLS12_HPP

#include "protocol/handshake/authentication_tls12.hpp"
#include "protocol/handshake/certificate_types.hpp"
#include "protocol/handshake/established.hpp"
#include "protocol/message/client_hello.hpp"
#include "protocol/message/server_hello.hpp"
#include "protocol/session/session_state.hpp"

#include <memory>
#include <optional>
#include <string>

namespace tls {

/// The server's decisions about the session.
struct session_choice_tls12 {
    std::shared_ptr<const session_state> resumed; ///< null: a full handshake
    bytes id;                                     ///< for the ServerHello; empty: none
    bool in_store = false;                        ///< the session is, or will be, in the store under `id`
    bool sends_ticket = false;                    ///< a NewSessionTicket follows
    /// The verdict on the session's certificates, if it was repeated.
    std::optional<x509::verification_result> verdict;
};

/// The server's decisions.
struct client_choice_tls12 {
    protocol_version version = protocol_version::tls1_2;
    const cipher_suite* suite = nullptr;
    const key_exchange_group* group = nullptr; ///< null for suites without a group, and for unnamed Diffie-Hellman
                                               ///< parameters
    authentication_tls12 ours;                 ///< without a credential for suites without a certificate
    bytes ocsp_response;                       ///< to staple; empty if the client requests none or we have none
    std::string alpn_protocol;                 ///< empty if none is used
    bool extended_master_secret = false;
    bool encrypt_then_mac = false;
    certificate_type_answer certificate_types;
    session_choice_tls12 session;
};

/// Throws fatal unless we accept the ClientHello for TLS 1.2. In a renegotiation `previous` has the Finished messages
/// of the handshake before; otherwise it is null (RFC 5746 sections 3.6 and 3.7).
void check_client_hello_tls12(const message::client_hello&, const configuration&, const finished_pair* previous);

/// Chooses suite, group, certificate and application protocol. Takes the most preferred suite for which the client's
/// offer has everything else that is needed. `chosen` restricts the certificate, if not null. `previous` has the
/// results of the handshake before, in a renegotiation; otherwise it is null. Throws fatal{handshake_failure} if no
/// suite fits.
client_choice_tls12 negotiate_tls12(const message::client_hello&, const configuration&,
                                    std::shared_ptr<const credential> chosen, const connection_info* previous = nullptr,
                                    protocol_version = protocol_version::tls1_2);

/// Makes the choice that resumes the session of `choice`, which must fit the ClientHello.
client_choice_tls12 resume_tls12(const message::client_hello&, const configuration&, session_choice_tls12 choice);

message::server_hello server_hello_tls12_for(const client_choice_tls12&, const message::client_hello&,
                                             const configuration&, const finished_pair* previous);

} // namespace tls

#endif
