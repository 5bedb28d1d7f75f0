// The pre-shared key that a server chooses (RFC 8446 section 4.2.11).

#ifndef TLS_SRC_PROTOCOL_HANDSHAKE_SERVER_PSK_HPP
#define TLS_SRC_PROTOCOL_HANDSHAKE_SERVER_PSK_HPP

#include "protocol/handshake/handshake_context.hpp"
#include "protocol/handshake/negotiate.hpp"
#include "protocol/handshake/step.hpp"
#include "protocol/message/client_hello.hpp"
#include "protocol/message/handshake_message.hpp"

#include <optional>

namespace tls {

/// Chooses a session or an external key that the first ClientHello offers, and checks its binder. Null: a full
/// handshake. Throws fatal{decrypt_error} for a wrong binder.
step<std::optional<chosen_psk>> choose_session(handshake_context& c, const message::received<message::client_hello>&);

/// Finds the chosen key in the second ClientHello, and checks its binder. Drops the key if the client does not offer it
/// any more. The transcript ends with the HelloRetryRequest.
void choose_session_again(std::optional<chosen_psk>&, const message::received<message::client_hello>& second,
                          const transcript&);

/// Returns the number of tickets to send for the ClientHello.
unsigned tickets_for(const message::client_hello&, const configuration&, bool resumed);

} // namespace tls

#endif
