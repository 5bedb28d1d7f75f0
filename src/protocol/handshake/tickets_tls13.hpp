// NewSessionTicket messages of TLS 1.3 (RFC 8446 section 4.6.1).

#ifndef TLS_SRC_PROTOCOL_HANDSHAKE_TICKETS_TLS13_HPP
#define TLS_SRC_PROTOCOL_HANDSHAKE_TICKETS_TLS13_HPP

#include "protocol/handshake/endpoint.hpp"
#include "protocol/message/new_session_ticket.hpp"

#include <optional>

namespace tls {

struct cipher_suite;

/// Returns whether a ClientHello can offer a session of the suite. Otherwise connections have none.
bool has_resumable_hash(const cipher_suite&) noexcept;

/// Makes the next of a server's tickets that are due. No value if none can be made for this connection.
std::optional<message::new_session_ticket> make_ticket(endpoint&);

/// Stores the session of a ticket that a client has received.
void accept_ticket(endpoint&, message::new_session_ticket);

} // namespace tls

#endif
