// What another handshake on a connection of TLS 1.2 has to keep of the one before, beside what RFC 5746 binds together.
// Pure functions; they throw fatal.
//
// Who has verified whom, and what for, was settled by the first handshake, and applications do not ask again. So peers
// stay who they were: this is also what keeps an attacker between them from joining two connections (RFC 7627 section
// 1, the "triple handshake").

#ifndef TLS_SRC_PROTOCOL_HANDSHAKE_RENEGOTIATION_TLS12_HPP
#define TLS_SRC_PROTOCOL_HANDSHAKE_RENEGOTIATION_TLS12_HPP

#include "protocol/handshake/established.hpp"
#include "protocol/handshake/offer.hpp"
#include "protocol/message/client_hello.hpp"

#include <tls/connection_info.hpp>
#include <tls/verify_mode.hpp>

#include <string>

namespace tls {

class registry;
struct verify_request;

/// A client's offer: TLS 1.2, and of application protocols the one that was chosen.
client_offer renegotiation_offer(const configuration&, const std::string& server_name, random_source&,
                                 const finished_pair&, const connection_info& previous);

/// Throws fatal unless a client's hello offers TLS 1.2, and names the server that it named.
void check_renegotiating_hello(const message::client_hello&, const connection_info& previous);

/// A server's answer to a client's protocols: the one that was chosen, if it is among them, or none.
std::string same_alpn(const message::client_hello&, const connection_info& previous);

/// RFC 7366 section 3.1: a connection of encrypt_then_mac does not go on with MAC-then-encrypt.
void check_same_protection(const connection_info* previous, const cipher_suite&, bool encrypt_then_mac);

/// The server must show the certificate that it showed, or show none as before. Null: a first handshake.
void check_same_server(const connection_info* previous, const verify_request& peer);

/// A client that showed a certificate must show the same if it is asked.
void check_same_client(const connection_info* previous, const verify_request& peer, verify_mode);
/// A client that had a pre-shared key under an identity must use the same; the empty identity counts as none.
void check_same_psk_identity(const connection_info* previous, const std::string& identity);

/// verify_client_once: a client that has shown a certificate is not asked again.
bool keeps_client_certificate(const connection_info* previous, verify_mode) noexcept;
void keep_client_certificate(connection_info&, const connection_info& previous, const registry&);

} // namespace tls

#endif
