// Properties of a TLS 1.2 connection that a renegotiation must keep, in addition to the binding of RFC 5746. Pure
// functions; they throw fatal.
//
// Applications check the peer's identity after the first handshake and do not check again. So the peers must stay the
// same. This also stops a man in the middle from joining two connections (the "triple handshake" attack, RFC 7627
// section 1).

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

/// Returns a client's offer for a renegotiation: TLS 1.2, and the application protocol in use as the only one.
client_offer renegotiation_offer(const configuration&, const std::string& server_name, random_source&,
                                 const finished_pair&, const connection_info& previous);

/// Throws fatal unless a client's hello offers the connection's version and repeats its server_name.
void check_renegotiating_hello(const message::client_hello&, const connection_info& previous);

/// Returns the server's choice of application protocol: the one in use if the client offers it, otherwise none.
std::string same_alpn(const message::client_hello&, const connection_info& previous);

/// RFC 7366 section 3.1: a connection with encrypt_then_mac must not change to MAC-then-encrypt.
void check_same_protection(const connection_info* previous, const cipher_suite&, bool encrypt_then_mac);

/// The server must show the same certificate or raw public key as before, or again none. `previous` is null in a first
/// handshake.
void check_same_server(const connection_info* previous, const verify_request& peer);

/// A client that showed a certificate or raw public key must show the same one if the server requests it.
void check_same_client(const connection_info* previous, const verify_request& peer, verify_mode);
/// A client that used a PSK identity must use the same one. An empty identity counts as none.
void check_same_psk_identity(const connection_info* previous, const std::string& identity);

/// Implements verify_client_once: a client that has shown a certificate or raw public key is not asked again.
bool keeps_client_certificate(const connection_info* previous, verify_mode) noexcept;
void keep_client_certificate(connection_info&, const connection_info& previous, const registry&);

} // namespace tls

#endif
