// A server's side of the negotiation: from a ClientHello and our policy to a choice (RFC 8446
// section 4.1.1). Pure functions; they throw fatal.

#ifndef TLS_SRC_PROTOCOL_HANDSHAKE_NEGOTIATE_HPP
#define TLS_SRC_PROTOCOL_HANDSHAKE_NEGOTIATE_HPP

#include "protocol/message/client_hello.hpp"
#include "protocol/message/encrypted_extensions.hpp"
#include "protocol/message/hello_retry_request.hpp"
#include "protocol/message/server_hello.hpp"

#include <tls/client_hello_info.hpp>
#include <tls/crypto/random.hpp>

#include <string>

namespace tls {

struct cipher_suite;
struct configuration;
struct key_exchange_group;

/// What the server decided.
struct client_choice {
    const cipher_suite* suite = nullptr;
    const key_exchange_group* group = nullptr;
    bytes client_share;        ///< of the group; empty if the client sent none
    std::string alpn_protocol; ///< empty if none is used

    bool needs_retry() const noexcept { return client_share.empty(); }
};

/// Throws fatal unless the ClientHello is a legal one of TLS 1.3 (RFC 8446 sections 4.1.2 and 9.2). One
/// that does not offer TLS 1.3 is protocol_version.
void check_client_hello(const message::client_hello&);

/// Chooses suite, group and application protocol. Nothing in common: handshake_failure, or
/// no_application_protocol (RFC 7301 section 3.2).
client_choice negotiate(const message::client_hello&, const configuration&);

/// The application protocol; empty if none is used. Nothing in common: no_application_protocol (RFC 7301 section 3.2).
std::string choose_alpn(const message::client_hello&, const configuration&);

/// What a HelloRetryRequest asks the client to send back (RFC 8446 section 4.2.2): random, or nothing.
bytes new_cookie(const configuration&);

message::hello_retry_request hello_retry_request_for(const client_choice&, const message::client_hello&, bytes cookie);

/// Throws fatal unless the second ClientHello differs from the first only as RFC 8446 section 4.1.2
/// allows and does what the HelloRetryRequest asked; then takes its key share.
void accept_second_client_hello(client_choice&, const message::client_hello& first, const message::client_hello& second,
                                const message::hello_retry_request&);

message::server_hello server_hello_for(const client_choice&, const message::client_hello&, bytes server_share,
                                       random_source&);

message::encrypted_extensions encrypted_extensions_for(const client_choice&, const message::client_hello&);

/// The host that the client wants; empty if it names none.
std::string server_name_of(const message::client_hello&);
/// The ClientHello as an application sees it.
client_hello_info describe(const message::client_hello&);

} // namespace tls

#endif
