// The flows: one coroutine per kind of handshake, side and version.

#ifndef TLS_SRC_PROTOCOL_HANDSHAKE_HANDSHAKES_HPP
#define TLS_SRC_PROTOCOL_HANDSHAKE_HANDSHAKES_HPP

#include "protocol/handshake/handshake_context.hpp"
#include "protocol/handshake/offer.hpp"
#include "protocol/handshake/step.hpp"
#include "protocol/message/client_hello.hpp"
#include "protocol/message/handshake_message.hpp"
#include "protocol/message/hello_retry_request.hpp"
#include "protocol/message/server_hello.hpp"
#include "protocol/schedule/transcript.hpp"

#include <variant>

namespace tls {

struct hello_parameters;
struct server_choice_tls12;
struct session_choice_tls12;

using server_answer =
    std::variant<message::received<message::server_hello>, message::received<message::hello_retry_request>>;

/// Sends the ClientHello, reads the version from the answer, and continues with that version's flow.
flow client_handshake(handshake_context& c);
/// The rest of the client handshake in TLS 1.3 (RFC 8446 section 2) and TLS 1.2 (RFC 5246 section 7.3). The transcript
/// holds the ClientHello.
flow client_tls13(handshake_context& c, client_offer, server_answer, transcript);
flow client_tls12(handshake_context& c, client_offer, message::received<message::server_hello>, transcript);

/// Receives the ClientHello, chooses the version, and continues with that version's flow.
flow server_handshake(handshake_context& c);
/// The rest of the server handshake.
flow server_tls13(handshake_context& c, message::received<message::client_hello>);
flow server_tls12(handshake_context& c, protocol_version, message::received<message::client_hello>);

/// The rest of a TLS 1.2 handshake that resumes a session (RFC 5246 section 7.3, figure 2).
flow resume_client_tls12(handshake_context& c, client_offer&, const hello_parameters&, const server_choice_tls12&,
                         transcript&);
flow resume_server_tls12(handshake_context& c, const hello_parameters&, session_choice_tls12&, transcript&);

/// Renegotiation on a TLS 1.2 connection (RFC 5246 section 7.4.1, RFC 5746). The client sends the ClientHello, the
/// server receives it.
flow client_renegotiation(handshake_context& c);
flow server_renegotiation(handshake_context& c);

} // namespace tls

#endif
