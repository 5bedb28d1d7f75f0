// The client's negotiation (RFC 8446 section 4.1.2): its offer, and the checks of the server's answer.

#ifndef TLS_SRC_PROTOCOL_HANDSHAKE_OFFER_HPP
#define TLS_SRC_PROTOCOL_HANDSHAKE_OFFER_HPP

#include "protocol/handshake/established.hpp"
#include "protocol/handshake/psk.hpp"
#include "protocol/message/client_hello.hpp"
#include "protocol/message/encrypted_extensions.hpp"
#include "protocol/message/hello_retry_request.hpp"
#include "protocol/message/server_hello.hpp"

#include <tls/crypto/key_exchange_group.hpp>
#include <tls/crypto/random.hpp>

#include <memory>
#include <optional>
#include <vector>

namespace tls {

class registry;
struct cipher_suite;
struct configuration;

/// The ClientHello, the private halves of its key shares, and its pre-shared keys.
struct client_offer {
    message::client_hello hello;
    struct share {
        const key_exchange_group* group;
        key_exchange* exchange; ///< one of `exchanges`, or a part of one
    };
    std::vector<share> shares;
    std::vector<std::unique_ptr<key_exchange>> exchanges;
    std::vector<handshake_psk> psks;              ///< in the order of pre_shared_key
    std::shared_ptr<const session_state> session; ///< of TLS 1.2; null if none is offered
    /// The verdict on the certificates of `session`, if it was repeated.
    std::optional<x509::verification_result> verdict;
};

/// The results of a ServerHello.
struct server_choice {
    const cipher_suite* suite = nullptr;
    const key_exchange_group* group = nullptr; ///< null if a pre-shared key is used alone
    secure_bytes shared_secret;                ///< empty without a group
    std::optional<handshake_psk> psk;          ///< null: the server authenticates by its certificate
};

/// Returns an offer of everything that the configuration enables. With the Finished messages of an earlier handshake,
/// the offer renegotiates in TLS 1.2.
client_offer make_offer(const configuration&, const std::string& server_name, random_source&,
                        const finished_pair* previous = nullptr);

/// Throws fatal unless the request is a legal answer to the offer (RFC 8446 section 4.1.4).
void check_hello_retry_request(const message::hello_retry_request&, const client_offer&, const registry&);

/// Changes the offer into the second ClientHello (RFC 8446 section 4.1.2).
void answer_hello_retry(client_offer&, const message::hello_retry_request&, const configuration&);

/// Completes the key exchange. Throws fatal unless the ServerHello is a legal answer to the offer and agrees with the
/// HelloRetryRequest, if there was one (RFC 8446 section 4.1.3).
server_choice accept_server_hello(const message::server_hello&, client_offer&, const message::hello_retry_request*,
                                  const registry&);

/// Throws fatal{illegal_parameter} if the server selected an application protocol that was not offered (RFC 7301
/// section 3.1). `selected` has no value if it selected none.
void check_alpn(const std::optional<extension::selected_application_protocol>& selected, const client_offer&);

/// Throws fatal unless everything in the message was offered (RFC 8446 section 4.3.1).
void check_encrypted_extensions(const message::encrypted_extensions&, const client_offer&);

} // namespace tls

#endif
