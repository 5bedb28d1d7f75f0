// The server's negotiation: chooses from a ClientHello by our policy (RFC 8446 section 4.1.1). Pure functions; they
// throw fatal.

#ifndef TLS_SRC_PROTOCOL_HANDSHAKE_NEGOTIATE_HPP
#define TLS_SRC_PROTOCOL_HANDSHAKE_NEGOTIATE_HPP

#include "protocol/handshake/psk.hpp"
#include "protocol/message/client_hello.hpp"
#include "protocol/message/encrypted_extensions.hpp"
#include "protocol/message/hello_retry_request.hpp"
#include "protocol/message/server_hello.hpp"

#include <tls/client_hello_info.hpp>
#include <tls/crypto/random.hpp>

#include <optional>
#include <string>

namespace tls {

struct cipher_suite;
struct configuration;
struct key_exchange_group;

/// A pre-shared key of the client.
struct chosen_psk {
    std::uint16_t index; ///< in the ClientHello's list
    bytes identity;
    handshake_psk psk;
};

/// The server's decisions.
struct client_choice {
    const cipher_suite* suite = nullptr;
    const key_exchange_group* group = nullptr; ///< null if the pre-shared key is used alone
    bytes client_share;                        ///< the client's share for the group; empty if it sent none
    std::string alpn_protocol;                 ///< empty if none is used
    std::optional<chosen_psk> psk;             ///< null: we authenticate by certificate

    bool needs_retry() const noexcept { return group != nullptr && client_share.empty(); }
};

/// Throws fatal unless the ClientHello is legal for TLS 1.3 (RFC 8446 sections 4.1.2 and 9.2). The alert is
/// protocol_version if it does not offer TLS 1.3.
void check_client_hello(const message::client_hello&);

/// Chooses suite, group and application protocol. Without a common one, throws fatal{handshake_failure}, or
/// fatal{no_application_protocol} for the protocol (RFC 7301 section 3.2). With a pre-shared key, the suite has its
/// hash, and the group may be null.
client_choice negotiate(const message::client_hello&, const configuration&, std::optional<chosen_psk> = std::nullopt);

/// Returns the best common suite; with a pre-shared key, the best one that has its hash. Null if there is none.
const cipher_suite* choose_suite(const message::client_hello&, const configuration&, const handshake_psk*);

/// Returns whether the client offers a mode of pre-shared keys that the settings allow.
bool offers_usable_psk_mode(const message::client_hello&, const configuration&);
/// Chooses the mode for a pre-shared key: with (EC)DHE if possible, even at the cost of a HelloRetryRequest. No value
/// if there is no common one.
std::optional<extension::psk_key_exchange_mode> choose_psk_mode(const message::client_hello&, const configuration&);

/// Chooses the application protocol. Empty if none is used. Without a common one, throws fatal{no_application_protocol}
/// (RFC 7301 section 3.2).
std::string choose_alpn(const message::client_hello&, const configuration&);

/// Returns the cookie for a HelloRetryRequest, which the client must return (RFC 8446 section 4.2.2). Random, or empty
/// if the configuration uses none.
bytes new_cookie(const configuration&);

message::hello_retry_request hello_retry_request_for(const client_choice&, const message::client_hello&, bytes cookie);

/// Throws fatal unless the second ClientHello differs from the first only where RFC 8446 section 4.1.2 allows it and
/// follows the HelloRetryRequest. Then stores its key share in the choice.
void check_second_client_hello(client_choice&, const message::client_hello& first, const message::client_hello& second,
                               const message::hello_retry_request&);

message::server_hello server_hello_for(const client_choice&, const message::client_hello&, bytes server_share,
                                       random_source&);

message::encrypted_extensions encrypted_extensions_for(const client_choice&, const message::client_hello&);

/// Returns the host that the client requests. Empty if it names none.
std::string server_name_of(const message::client_hello&);
/// Returns the ClientHello in the form that applications see.
client_hello_info describe(const message::client_hello&);

} // namespace tls

#endif
