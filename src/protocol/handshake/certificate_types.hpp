// The negotiation of certificate types: X.509 or raw public keys (RFC 7250 section 4). Pure functions; they throw
// fatal.

#ifndef TLS_SRC_PROTOCOL_HANDSHAKE_CERTIFICATE_TYPES_HPP
#define TLS_SRC_PROTOCOL_HANDSHAKE_CERTIFICATE_TYPES_HPP

#include "protocol/handshake/credential_list.hpp"
#include "protocol/message/client_hello.hpp"

#include <tls/certificate_type.hpp>
#include <tls/connection_info.hpp>

#include <cstdint>
#include <optional>
#include <vector>

namespace tls {

class credential;
struct client_hello_info;
struct configuration;

/// The server's answer to client_certificate_type and server_certificate_type. No value: the extension is not sent.
struct certificate_type_answer {
    std::optional<certificate_type> client;
    std::optional<certificate_type> server;
};

/// @name Both sides
/// @{
/// Returns whether we accept raw public keys from the peer.
bool accepts_raw_public_keys(const configuration&);
/// Throws fatal{internal_error, no_raw_public_keys_accepted} if we would verify raw public keys against nothing.
void check_raw_public_key_settings(const configuration&);
/// Returns the negotiated type of the certificates that `side` sends.
inline certificate_type type_sent_by(role side, const connection_info& info) noexcept
{
    return side == role::server ? info.server_certificate_type : info.client_certificate_type;
}
/// Returns the credentials of these types, certificate_type values. An empty list means X.509 alone.
credential_list of_types(credential_list, const std::vector<std::uint8_t>& types);
/// @}

/// @name Clients
/// @{
/// Adds both extensions, each unless X.509 is the only type (RFC 7250 section 4.1).
void offer_certificate_types(message::client_hello_extensions&, const configuration&);
/// Stores the server's choice, which does not matter if a session is resumed. Throws fatal{illegal_parameter} for a
/// type that was not offered.
void accept_certificate_types(connection_info&, const message::client_hello_extensions& offered,
                              const std::optional<extension::selected_client_certificate_type>&,
                              const std::optional<extension::selected_server_certificate_type>&);
/// Throws fatal{unsupported_certificate} if the server is about to send a certificate although we accept only raw
/// public keys: it does not support the extension.
void check_server_certificate_type(const connection_info&, const message::client_hello_extensions& offered);
/// @}

/// @name Servers
/// @{
/// Returns the answer in a full handshake with the credential. `requests_certificate`: from the client. Throws
/// fatal{unsupported_certificate} if the client has no type that we accept (RFC 7250 section 4.2).
certificate_type_answer choose_certificate_types(const client_hello_info&, const configuration&, const credential*,
                                                 bool requests_certificate);
/// Returns the answer where no certificate is sent: the type of our most preferred credential that the client accepts.
certificate_type_answer certificate_types_without_certificate(const client_hello_info&, const configuration&);
/// Stores the answer.
void describe_certificate_types(connection_info&, const certificate_type_answer&);
/// Throws fatal{unsupported_certificate} if there are credentials, but none of a type that the client accepts.
void check_type_in_common(const credential_list&, const std::vector<std::uint8_t>& client_accepts);
/// @}

/// Writes the answer to the extensions of EncryptedExtensions or a TLS 1.2 ServerHello.
template <class Extensions>
void write_certificate_types(Extensions& extensions, const certificate_type_answer& answer)
{
    if (answer.client)
        extensions.client_certificate_type = extension::selected_client_certificate_type{*answer.client};
    if (answer.server)
        extensions.server_certificate_type = extension::selected_server_certificate_type{*answer.server};
}

} // namespace tls

#endif
