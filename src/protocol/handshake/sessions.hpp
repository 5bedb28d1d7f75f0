// Sessions on both sides: a client's choice of one to offer, a server's issue and acceptance, the results of a
// resumption.

#ifndef TLS_SRC_PROTOCOL_HANDSHAKE_SESSIONS_HPP
#define TLS_SRC_PROTOCOL_HANDSHAKE_SESSIONS_HPP

#include "protocol/handshake/endpoint.hpp"
#include "protocol/session/session_state.hpp"

#include <tls/session.hpp>

#include <memory>
#include <optional>
#include <string>

namespace tls {

/// The sessions of each kind that a connection remembers, to forget them if it fails.
inline constexpr std::size_t max_remembered_sessions = 8;

/// The size of an ID in the store, in bytes.
inline constexpr std::size_t session_id_size = 32;
/// A client does not keep larger tickets: they would hardly fit into a ClientHello.
inline constexpr std::size_t max_ticket_size = 24 * 1024;

/// @name Both sides
/// @{
/// Returns the current time of the configuration's clock, in milliseconds.
session_time session_now(const configuration&);
/// Returns a state that describes a handshake's results: names, settings, peer and times. In a renegotiation they are
/// not yet the endpoint's. The caller adds the version's secrets and the ticket.
session_state describe_session(const endpoint&, const connection_info&);
/// Returns whether a session may be resumed under the endpoint's settings: version, suite, lifetime, settings_digest,
/// and validity of the peer's leaf certificate. A server also requires the `server_name` of the ClientHello to be the
/// session's.
bool may_resume(const session_state&, const endpoint&, const std::string& server_name);
/// Makes the endpoint's results those of the session: peer, verdict, names.
void describe_resumption(endpoint&, connection_info&, std::shared_ptr<const session_state>);
/// @}

/// @name Clients
/// @{
/// Returns the session that the next ClientHello offers; empty if there is none. A session of the cache that is for
/// single use leaves it.
session session_to_offer(const endpoint&);
/// Stores a session that the server has issued: in the endpoint and the cache. Calls the new-session hook.
void store_session(endpoint&, session_state);
/// Drops a session from the cache: the server refused it, or its connection failed.
void forget_session(const endpoint&, const session&);
/// Forgets the attempted session, because the server did not accept it.
void drop_attempted_session(endpoint&);
/// @}

/// @name Servers
/// @{
/// Returns a ticket that contains the state. No value if the settings have no ticket keys, or if the state is too
/// large.
std::optional<bytes> seal_session(const session_state&, const configuration&);
struct opened_session {
    session_state state;
    bool needs_renewal; ///< sealed with an earlier key
};
/// Returns the state in a ticket. No value for a ticket that is not ours.
std::optional<opened_session> open_session(byte_view ticket, const configuration&);
/// Return a new ID for the store: of a TLS 1.2 session, or of a TLS 1.3 session whose ticket it is. They differ in one
/// bit. TLS 1.2 session IDs are public, and a client that offers one as a ticket for single use must not remove its
/// owner's session.
bytes new_session_id(const configuration&);
bytes new_ticket_id(const configuration&);
/// Returns whether a ticket may be one that new_ticket_id() made.
bool is_ticket_id(byte_view ticket) noexcept;
/// Puts the state into the settings' store, which must exist, sealed if there are ticket keys. Returns false if the
/// state is too large.
bool keep_session(byte_view id, const session_state&, const configuration&);
/// Returns the state in the content of the store.
std::optional<session_state> open_stored_session(byte_view content, const configuration&);
/// Removes the TLS 1.2 sessions of a failed connection from their stores. A connection has one there once the client
/// has proved that it owns it, so that nobody else can remove the session of a client by its ID, which is public.
void forget_stored_sessions(endpoint&);
/// @}

} // namespace tls

#endif
