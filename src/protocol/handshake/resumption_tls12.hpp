// Sessions in TLS 1.2: by session ID (RFC 5246 section 7.3) and by ticket (RFC 5077), under the rules of RFC 7627.
//
// A session without extended_master_secret is neither issued nor resumed: RFC 7627 section 5.3 says that clients SHOULD
// NOT offer one and that servers SHOULD abort.

#ifndef TLS_SRC_PROTOCOL_HANDSHAKE_RESUMPTION_TLS12_HPP
#define TLS_SRC_PROTOCOL_HANDSHAKE_RESUMPTION_TLS12_HPP

#include "protocol/handshake/negotiate_tls12.hpp"
#include "protocol/handshake/offer_tls12.hpp"
#include "protocol/handshake/steps_tls12.hpp"
#include "protocol/message/new_session_ticket_tls12.hpp"

#include <memory>
#include <optional>

namespace tls {

/// @name Both sides
/// @{
/// Derives the keys of a resumed connection from the session's master secret and new randoms.
handshake_secrets_tls12 resume_secrets(handshake_context& c, const hello_parameters&, const session_state&);
/// @}

/// @name Clients
/// @{
/// Adds the session to an offer, if it is not null and its suite is offered. Without a session's ticket, asks for one.
void offer_session_tls12(client_offer&, std::shared_ptr<const session_state>, const configuration&);
/// Receives NewSessionTicket, if the ServerHello announced it. No value otherwise, and for an empty ticket.
step<std::optional<message::new_session_ticket_tls12>> receive_ticket_tls12(handshake_context& c,
                                                                            const server_choice_tls12&, transcript&);
/// Stores the session of a completed handshake: by its ticket, or else by the server's session ID, if there is one.
void store_session_tls12(handshake_context& c, const tls12::master_secret&,
                         std::optional<message::new_session_ticket_tls12>, const bytes& session_id);
/// @}

/// @name Servers
/// @{
/// Returns a choice that resumes the session that the client offers, if it may be resumed (RFC 5077 section 3.4).
/// Throws fatal if the client offers a session with extended_master_secret but not the extension (RFC 7627
/// section 5.3).
step<session_choice_tls12> choose_session_tls12(handshake_context& c, protocol_version version,
                                                const message::client_hello&);
/// Returns the session that a full handshake begins.
session_choice_tls12 new_session_tls12(handshake_context& c, const message::client_hello&);
/// Sends NewSessionTicket, if the choice announced it.
void send_ticket_tls12(handshake_context& c, const session_choice_tls12&, const tls12::master_secret&, transcript&);
/// Puts the session of a completed handshake into the store, if it has an ID there.
void keep_session_tls12(handshake_context& c, const session_choice_tls12&, const tls12::master_secret&);
/// @}

} // namespace tls

#endif
