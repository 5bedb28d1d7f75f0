// The handshakes, one coroutine each. Whoever drives the connection starts client_handshake or server_handshake; when
// the version is known, these hand over to the others.

#ifndef TLS_SRC_PROTOCOL_HANDSHAKE_HANDSHAKES_HPP
#define TLS_SRC_PROTOCOL_HANDSHAKE_HANDSHAKES_HPP

#include "protocol/handshake/flow.hpp"
#include "protocol/handshake/offer.hpp"
#include "protocol/message/client_hello.hpp"
#include "protocol/message/handshake_message.hpp"
#include "protocol/message/hello_retry_request.hpp"
#include "protocol/message/server_hello.hpp"
#include "protocol/schedule/transcript.hpp"

#include <variant>

namespace tls {

class connection;

using server_answer =
    std::variant<message::received<message::server_hello>, message::received<message::hello_retry_request>>;

/// Sends the ClientHello, and sees by the answer which version it is.
flow client_handshake(connection&);
/// The rest of it in TLS 1.3 (RFC 8446 section 2) and in TLS 1.2 (RFC 5246 section 7.3). The transcript has the
/// ClientHello.
flow client_tls13(connection&, client_offer, server_answer, transcript);
flow client_tls12(connection&, client_offer, message::received<message::server_hello>, transcript);

/// Another handshake of TLS 1.2 on a connection that has had one: sends the ClientHello, or takes it.
flow client_renegotiation(connection&);
flow server_renegotiation(connection&);

/// Takes the ClientHello, and chooses the version.
flow server_handshake(connection&);
/// The rest of it.
flow server_tls13(connection&, message::received<message::client_hello>);
flow server_tls12(connection&, message::received<message::client_hello>);

} // namespace tls

#endif
