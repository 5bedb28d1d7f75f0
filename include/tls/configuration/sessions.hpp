// Settings for sessions: resumption, external pre-shared keys, early data.

#ifndef TLS_CONFIGURATION_SESSIONS_HPP
#define TLS_CONFIGURATION_SESSIONS_HPP

#include <tls/bytes.hpp>
#include <tls/external_psk.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#pragma GCC visibility push(default)

namespace tls {

class client_session_cache;
class replay_record;
class session;
class session_store;
class ticket_keys;

/// Called on a client with each new session: after the handshake in TLS 1.2; in TLS 1.3 when a ticket arrives, usually
/// with the first data. Must not block or call the stream. An exception ends the connection with internal_error.
using new_session_function = std::function<void(const session&)>;

/// Sessions, external pre-shared keys and early data. A default-constructed configuration resumes nothing.
struct session_settings {
    /// @name Both sides
    /// @{
    /// Sessions of a context with another value are not resumed. Servers that share ticket keys but not their policies
    /// need different values.
    bytes id_context;
    /// The time from the last full handshake to which resumptions may extend it. At most 7 days.
    std::chrono::seconds lifetime{2 * 60 * 60};
    /// Verifies the certificates of a resumed session again, as in a full handshake. Otherwise the session keeps the
    /// verdict of its full handshake, and is not resumed after its leaf certificate has expired.
    bool verify_again = false;
    /// Allows pre-shared keys without (EC)DHE: no forward secrecy (RFC 8446 section 4.2.9, psk_ke).
    bool psk_ke = false;
    /// The limit for early data of one connection, in bytes. 0: a client sends none, and a server accepts none. An
    /// attacker can replay early data: see docs/sessions.md.
    std::uint32_t max_early_data = 0;
    /// @}

    /// @name Servers
    /// @{
    /// Seals tickets. Null: no tickets.
    std::shared_ptr<tls::ticket_keys> ticket_keys;
    /// The number of tickets after a full TLS 1.3 handshake, up to 8. After a resumption: one. A client's
    /// ticket_request (RFC 9149) overrides it, up to 8.
    unsigned tickets = 2;
    /// Keeps sessions on the server: TLS 1.2 session IDs, and with single_use_tickets the state of TLS 1.3 tickets.
    /// Null: none.
    std::shared_ptr<session_store> store;
    /// Keeps TLS 1.3 sessions in `store` and lets each be resumed once. Without a store, no tickets are sent.
    bool single_use_tickets = false;
    /// Remembers accepted early data. Null: a server accepts none, unless tickets are for single use.
    std::shared_ptr<replay_record> replays;
    /// A ClientHello with early data must arrive within this time after the client sent it, by its ticket age (RFC 8446
    /// section 8.3).
    std::chrono::milliseconds early_data_window{10'000};
    find_psk_function find_psk;
    /// @}

    /// @name Clients
    /// @{
    /// Keeps received sessions and offers them. Null: only set_session() makes a client offer one.
    std::shared_ptr<client_session_cache> cache;
    new_session_function on_new_session;
    /// Offers a TLS 1.3 session of the cache in more than one connection. An observer can link them.
    bool reuse_tickets = false;
    /// Keys to offer, after a session; at most 8.
    std::vector<external_psk> external_psks;
    /// Keeps a copy of early data until the server accepts it. If the server does not, sends it again as the first
    /// data after the handshake.
    bool resend_early_data = false;
    /// @}
};

} // namespace tls

#pragma GCC visibility pop

#endif
