// Settings of TLS 1.2 alone: renegotiation, key exchange, pre-shared keys.

#ifndef TLS_CONFIGURATION_TLS12_HPP
#define TLS_CONFIGURATION_TLS12_HPP

#include <tls/crypto/dh_parameters.hpp>
#include <tls/crypto/secret.hpp>

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#pragma GCC visibility push(default)

namespace tls {

/// A key that both sides know beforehand, and what they call it (RFC 4279).
struct pre_shared_key {
    std::string identity;
    secure_bytes key; ///< 1 to 256 bytes; of less than 16, an eavesdropper can find it by trying (RFC 4279 section 7.2)
};
/// Chooses a client's key by the server's hint, which may be empty. Nothing: the handshake ends. Must not block.
using psk_client_function = std::function<std::optional<pre_shared_key>(std::string_view hint)>;
/// Looks up the key of a client, as a server. Empty: it has none; the client is not told whether the identity
/// or its key was wrong. Must not block.
using psk_server_function = std::function<secure_bytes(std::string_view identity)>;

/// The side that may begin another handshake on a TLS 1.2 connection.
enum class renegotiation {
    refused,   ///< nobody: peers that wish it are told so by a warning
    by_server, ///< a server, when it calls for it: engine::renegotiate as one, its wishes as a client
    by_either, ///< a client too: it can make a server work
};

/// Settings of TLS 1.2 alone.
struct tls12_settings {
    /// Both sides must know RFC 5746 and RFC 7627, else it is refused in any case. A server that authenticated by a
    /// certificate must show the same again, and so must a client if it is asked; server_name and application protocol
    /// stay what they were.
    tls::renegotiation renegotiation = tls::renegotiation::refused;
    /// Refuse peers without extended_master_secret (RFC 7627). Off, as some servers that are otherwise good do not
    /// know it; without it there are no exporters, no tls-unique and no renegotiation.
    bool require_extended_master_secret = false;
    /// A client refuses servers without renegotiation_info (RFC 5746 section 4.1): an attacker could have begun the
    /// conversation that such a server takes the client's for.
    bool require_secure_renegotiation = true;
    /// Offer, and prefer, encrypt-then-MAC for CBC suites (RFC 7366).
    bool encrypt_then_mac = true;
    /// A client says that it offers less than it can because an earlier attempt failed (RFC 7507).
    bool send_fallback_scsv = false;

    /// Finite field Diffie-Hellman of a server, for clients that name no group for it (RFC 7919); without, such
    /// clients get the first that is enabled.
    std::optional<dh_parameters> dh;
    unsigned min_dh_bits = 2048; ///< a client refuses shorter primes

    std::string psk_identity_hint; ///< a server's, up to 128 bytes; empty: none
    psk_client_function psk_client;
    psk_server_function psk_server;
};

} // namespace tls

#pragma GCC visibility pop

#endif
