// The content of a session, on either side, and its encoding.

#ifndef TLS_SRC_PROTOCOL_SESSION_SESSION_STATE_HPP
#define TLS_SRC_PROTOCOL_SESSION_SESSION_STATE_HPP

#include <tls/bytes.hpp>
#include <tls/crypto/secret.hpp>
#include <tls/raw_public_key.hpp>
#include <tls/session.hpp>
#include <tls/version.hpp>
#include <tls/x509/certificate.hpp>
#include <tls/x509/verification_result.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tls::x509 {
class certificate_cache;
} // namespace tls::x509

namespace tls {

/// The longest lifetime of a session. RFC 8446 section 4.6.1: "Servers MUST NOT use any value greater than 604800
/// seconds (7 days)", and clients "MUST NOT cache tickets for longer than 7 days, regardless of the ticket_lifetime".
inline constexpr std::chrono::seconds max_session_lifetime = std::chrono::days(7);
/// The most tickets that a server sends after a handshake. RFC 9149 section 3: "Servers SHOULD place a limit on the
/// number of tickets they are willing to vend to clients".
inline constexpr unsigned max_issued_tickets = 8;

/// Milliseconds since the epoch: the resolution of ticket ages.
using session_time = std::chrono::sys_time<std::chrono::milliseconds>;

/// A session on a client or, sealed in a ticket or kept in a session_store, on a server. Immutable once shared.
struct session_state {
    protocol_version version = protocol_version::tls1_3;
    std::uint16_t cipher_suite = 0;
    /// TLS 1.3: the PSK of this ticket (RFC 8446 section 4.6.1). TLS 1.2: the master secret.
    tls::secret secret;
    bool extended_master_secret = false; ///< TLS 1.2
    session_time authenticated_at{};     ///< time of the last full handshake
    session_time issued_at{};            ///< time when the ticket was issued (server) or received (client)
    std::chrono::seconds lifetime{};     ///< from issued_at; at most max_session_lifetime
    std::uint32_t ticket_age_add = 0;    ///< TLS 1.3
    std::uint32_t max_early_data = 0;    ///< TLS 1.3, bytes
    std::string server_name;             ///< sent by the client
    std::string alpn_protocol;
    std::string psk_identity; ///< TLS 1.2: of a PSK cipher suite; external identity of TLS 1.3
    bytes settings;           ///< digest of the settings under which the session may be resumed (settings_digest.hpp)
    std::vector<x509::certificate> peer_certificates;  ///< leaf first
    std::optional<raw_public_key> peer_raw_public_key; ///< in place of certificates (RFC 7250)
    x509::verification_result verification;            ///< on the peer's certificates or raw public key

    /// @name On a client only
    /// @{
    bytes ticket;     ///< empty for a TLS 1.2 session by session ID
    bytes session_id; ///< TLS 1.2: from the server; empty with a ticket
    /// @}
};

/// The least size of a TLS 1.3 session's secret in bytes. The secret has the size of the suite's digest, and so has the
/// binder that proves it: RFC 8446 section 4.2.11 allows no shorter ones.
inline constexpr std::size_t min_tls13_secret_size = 32;

/// The most bytes that a peer's certificates may have in a ticket. Servers issue no ticket to a client with more.
inline constexpr std::size_t max_certificates_in_ticket = 16 * 1024;

/// Returns the encoding of a state; secret. Leaves out the last certificates if all together have more than 96 KiB.
/// Throws std::length_error if another part is longer than the protocol allows.
secure_bytes encode(const session_state&);
/// Decodes a state of up to 256 KiB. No value for anything but the result of encode(). Takes certificates that are in
/// `known` from there instead of parsing them.
std::optional<session_state> decode_session_state(byte_view, x509::certificate_cache* known = nullptr);

/// Returns whether the secret is the resumption PSK of a TLS 1.3 ticket, not a master secret. Requires an implemented
/// version.
bool has_resumption_psk(const session_state&) noexcept;

/// Returns whether the session has expired at `now`. Also true more than a minute before it was issued; less is a
/// difference between the clocks of servers that share ticket keys.
bool has_expired(const session_state&, std::chrono::system_clock::time_point now) noexcept;

} // namespace tls

#endif
