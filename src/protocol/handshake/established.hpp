// Secrets kept after a handshake, besides the record keys: for exporters, channel bindings and renegotiation.

#ifndef TLS_SRC_PROTOCOL_HANDSHAKE_ESTABLISHED_HPP
#define TLS_SRC_PROTOCOL_HANDSHAKE_ESTABLISHED_HPP

#include "protocol/schedule/tls12_secrets.hpp"
#include "protocol/schedule/tls13_secrets.hpp"

#include <tls/version.hpp>

#include <boost/system/error_code.hpp>

#include <array>
#include <optional>
#include <string_view>
#include <variant>

namespace tls {

/// The verify_data of both Finished messages of a TLS 1.2 handshake.
struct finished_pair {
    secret client;
    secret server;

    const secret& of(role sender) const noexcept { return sender == role::client ? client : server; }
};

struct established_tls12 {
    tls12::master_secret master_secret;
    std::array<std::uint8_t, 32> client_random;
    std::array<std::uint8_t, 32> server_random;
    finished_pair finished;
    bool extended_master_secret;
    role first_finished = role::client; ///< the sender of the first Finished: the server if it resumed a session
};

struct established_tls13 {
    const hash_algorithm* hash;
    secret exporter_master_secret;
    secret resumption_master_secret;
    unsigned tickets_due = 0;  ///< a server's NewSessionTicket messages that have not been sent
    unsigned tickets_sent = 0; ///< gives each a ticket_nonce of its own
};

using established = std::variant<std::monostate, established_tls12, established_tls13>;

/// Fills `out` with keying material for other protocols (RFC 5705 section 4, RFC 8446 section 7.5). Errors:
/// operation_not_supported before the handshake is complete, and in TLS 1.2 without extended_master_secret, because
/// then an attacker can give two connections the same keying material (RFC 7627 section 6.1). invalid_argument for
/// labels reserved by TLS, for a context of more than 65535 bytes and, in TLS 1.3, for a label of more than 249 bytes
/// or an `out` of more than 255 digests.
boost::system::error_code export_keying_material(const established&, std::string_view label,
                                                 std::optional<byte_view> context, byte_span out);

} // namespace tls

#endif
