// The key exchanges before TLS 1.3: the contents of ServerKeyExchange and ClientKeyExchange, and the premaster secret
// (RFC 5246 sections 7.4.3 and 7.4.7, RFC 8422 section 5, RFC 4279, RFC 5489). Pure functions; they throw fatal.

#ifndef TLS_SRC_PROTOCOL_HANDSHAKE_KEY_EXCHANGE_TLS12_HPP
#define TLS_SRC_PROTOCOL_HANDSHAKE_KEY_EXCHANGE_TLS12_HPP

#include "protocol/message/client_key_exchange.hpp"
#include "protocol/message/key_exchange_params.hpp"
#include "protocol/message/server_key_exchange.hpp"

#include <tls/crypto/dh_parameters.hpp>
#include <tls/crypto/key_exchange_group.hpp>
#include <tls/crypto/keys.hpp>
#include <tls/version.hpp>

#include <memory>
#include <optional>
#include <string>

namespace tls {

class credential;
struct cipher_suite;
struct configuration;
struct temporary_rsa_key;

/// The sizes in bits of the Diffie-Hellman primes that a suite may use. Export suites and others never share one
/// (Logjam, CVE-2015-4000).
struct dh_limits {
    unsigned least;
    unsigned most;
};
dh_limits dh_limits_for(const cipher_suite&, const configuration&) noexcept;

/// Throws fatal{unexpected_message} if the suite needs the message and it was not sent.
void check_server_key_exchange_sent(const cipher_suite&, bool sent);

/// The server's half of the key exchange, as the server keeps it.
struct server_key_share {
    const key_exchange_group* group = nullptr; ///< null without an ephemeral key, and for unnamed parameters
    std::unique_ptr<key_exchange> ephemeral;   ///< null if the suite has none
    std::shared_ptr<const temporary_rsa_key> temporary_rsa; ///< null if the suite has none
    std::string hint;                                       ///< PSK identity hint
    bytes params; ///< ServerECDHParams, ServerDHParams or ServerRSAParams, encoded; empty if the suite has none

    /// Returns whether there is a ServerKeyExchange to send.
    bool has_message() const noexcept { return !params.empty() || !hint.empty(); }
};

/// Makes the ephemeral key of the group. Without a group it uses the configured Diffie-Hellman parameters, or those of
/// the export suites. Takes the temporary RSA key that RSA_EXPORT needs.
server_key_share make_server_key_share(const cipher_suite&, const key_exchange_group*, const configuration&);

/// Returns the message. `proof` is the signature, for suites that sign.
message::server_key_exchange server_key_exchange_for(const cipher_suite&, const server_key_share&,
                                                     const std::optional<message::digitally_signed>& proof);

/// The server's result of reading the client's half.
struct client_answer {
    secure_bytes premaster_secret;
    std::string psk_identity; ///< empty if the suite has none
};

/// Completes the key exchange on the server. `ours` is the credential to whose key the client may have encrypted, or
/// that has the fixed Diffie-Hellman key. `client_key` is the fixed key of the client's certificate; null if it has
/// none. `client_version` is legacy_version of the ClientHello.
client_answer accept_client_key_exchange(const cipher_suite&, const message::client_key_exchange&, server_key_share&,
                                         const credential* ours, const public_key* client_key,
                                         protocol_version client_version, const configuration&);

/// The server's half of the key exchange, as the client reads it.
struct server_parameters {
    const key_exchange_group* group = nullptr; ///< null if the suite has none, and for unnamed parameters
    std::optional<dh_parameters> dh;           ///< for DHE, DH_anon and fixed keys
    bytes public_value;                        ///< the server's; empty if the suite has none
    std::optional<public_key> temporary_rsa;   ///< for RSA_EXPORT
    std::string hint;
    bytes params;                                   ///< in the encoding that is signed; empty if the suite has none
    std::optional<message::digitally_signed> proof; ///< set for suites that sign
};

/// Reads the message in the format of the suite and the version. Throws fatal for a group that was not offered and for
/// unsafe parameters.
server_parameters read_server_key_exchange(const cipher_suite&, protocol_version, const message::server_key_exchange&,
                                           const std::vector<std::uint16_t>& offered_groups, const configuration&);

/// Returns the parameters of a server whose certificate has its Diffie-Hellman key. Throws fatal for unsafe ones.
server_parameters certified_parameters(const cipher_suite&, const public_key&, const configuration&);

/// The client's half of the key exchange, and the resulting secret.
struct client_key_share {
    message::client_key_exchange message;
    secure_bytes premaster_secret;
    std::string psk_identity;
};

/// Answers the server's half. `server_key` is the key of the server's certificate, for suites that encrypt to it.
/// `ours` is our credential with a fixed key in the server's group; null if we have none. `client_version` is
/// legacy_version of our ClientHello.
client_key_share answer_server_parameters(const cipher_suite&, const server_parameters&, const public_key* server_key,
                                          const credential* ours, protocol_version client_version,
                                          const configuration&);

} // namespace tls

#endif
