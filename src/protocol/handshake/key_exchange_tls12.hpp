// The key exchanges of TLS 1.2: what ServerKeyExchange and ClientKeyExchange say, and the premaster secret that comes
// of it (RFC 5246 sections 7.4.3 and 7.4.7, RFC 8422 section 5, RFC 4279, RFC 5489). Pure functions; they throw fatal.

#ifndef TLS_SRC_PROTOCOL_HANDSHAKE_KEY_EXCHANGE_TLS12_HPP
#define TLS_SRC_PROTOCOL_HANDSHAKE_KEY_EXCHANGE_TLS12_HPP

#include "protocol/message/client_key_exchange.hpp"
#include "protocol/message/key_exchange_params.hpp"
#include "protocol/message/server_key_exchange.hpp"

#include <tls/crypto/dh_parameters.hpp>
#include <tls/crypto/key_exchange_group.hpp>
#include <tls/version.hpp>

#include <memory>
#include <optional>
#include <string>

namespace tls {

class credential;
struct cipher_suite;
struct configuration;
struct public_key;

/// @name What a suite's key exchange is made of.
/// @{
bool uses_ecdhe(const cipher_suite&) noexcept;
bool uses_dhe(const cipher_suite&) noexcept;
/// The client encrypts to the server's certificate.
bool uses_rsa_encryption(const cipher_suite&) noexcept;
bool uses_psk(const cipher_suite&) noexcept;
/// The server sends a Certificate.
bool sends_certificate(const cipher_suite&) noexcept;
/// The server signs its ephemeral parameters.
bool signs_parameters(const cipher_suite&) noexcept;
/// The server must send a ServerKeyExchange; with PSK and RSA_PSK it may, and with RSA it must not.
bool needs_server_key_exchange(const cipher_suite&) noexcept;
bool may_send_server_key_exchange(const cipher_suite&) noexcept;
/// @}

/// Throws fatal{unexpected_message} if the message was left out and the suite needs it.
void check_server_key_exchange_sent(const cipher_suite&, bool sent);

/// A server's half, before it has heard the client's.
struct server_key_share {
    const key_exchange_group* group = nullptr; ///< null without an ephemeral key, or for parameters without a name
    std::unique_ptr<key_exchange> ephemeral;   ///< null for suites without
    std::string hint;                          ///< of pre-shared keys
    bytes params; ///< ServerECDHParams or ServerDHParams, encoded; empty for suites without

    /// Whether there is a ServerKeyExchange to send.
    bool has_message() const noexcept { return !params.empty() || !hint.empty(); }
};

/// Makes the ephemeral key: of the group, or if that is null of the configured parameters.
server_key_share make_server_key_share(const cipher_suite&, const key_exchange_group*, const configuration&);

/// The message; `proof` is the signature for suites that sign.
message::server_key_exchange server_key_exchange_for(const cipher_suite&, const server_key_share&,
                                                     const std::optional<message::digitally_signed>& proof);

/// What a client says, as the server takes it.
struct client_answer {
    secure_bytes premaster_secret;
    std::string psk_identity; ///< empty for suites without
};

/// Completes the key exchange. `ours` is the credential to whose key the client may have encrypted; `client_version` is
/// legacy_version of the ClientHello.
client_answer accept_client_key_exchange(const cipher_suite&, const message::client_key_exchange&, server_key_share&,
                                         const credential* ours, protocol_version client_version, const configuration&);

/// A server's half, as the client reads it.
struct server_parameters {
    const key_exchange_group* group = nullptr; ///< null for suites without, and for parameters without a name
    std::optional<dh_parameters> dh;           ///< of DHE
    bytes public_value;                        ///< the server's; empty for suites without
    std::string hint;
    bytes params;                                   ///< encoded, as they are signed; empty for suites without
    std::optional<message::digitally_signed> proof; ///< set for suites that sign
};

/// Reads the message as the suite has it. Throws fatal for groups that were not offered and for parameters that
/// nobody should compute with.
server_parameters read_server_key_exchange(const cipher_suite&, const message::server_key_exchange&,
                                           const std::vector<std::uint16_t>& offered_groups, const configuration&);

/// A client's half, with the secret that it leads to.
struct client_key_share {
    message::client_key_exchange message;
    secure_bytes premaster_secret;
    std::string psk_identity;
};

/// Answers the server's half. `server_key` is that of the server's certificate, for suites that encrypt to it;
/// `client_version` is legacy_version of our ClientHello.
client_key_share answer_server_parameters(const cipher_suite&, const server_parameters&, const public_key* server_key,
                                          protocol_version client_version, const configuration&);

} // namespace tls

#endif
