// A server's side of the negotiation of TLS 1.2: from a ClientHello and our policy to a choice (RFC 5246 section
// 7.4.1). Pure functions; they throw fatal.

#ifndef TLS_SRC_PROTOCOL_HANDSHAKE_NEGOTIATE_TLS12_HPP
#define TLS_SRC_PROTOCOL_HANDSHAKE_NEGOTIATE_TLS12_HPP

#include "protocol/handshake/authentication_tls12.hpp"
#include "protocol/handshake/established.hpp"
#include "protocol/message/client_hello.hpp"
#include "protocol/message/server_hello.hpp"

#include <string>

namespace tls {

/// What the server decided.
struct client_choice_tls12 {
    protocol_version version = protocol_version::tls1_2;
    const cipher_suite* suite = nullptr;
    const key_exchange_group* group = nullptr; ///< null for suites without, and for Diffie-Hellman by parameters
    authentication_tls12 ours;                 ///< without a credential for suites without a certificate
    bytes ocsp_response;                       ///< to be stapled; empty if the client wants none or there is none
    std::string alpn_protocol;                 ///< empty if none is used
    bool extended_master_secret = false;
    bool encrypt_then_mac = false;
};

/// Throws fatal unless the ClientHello is a legal one of TLS 1.2 for us. `previous` are the Finished messages of the
/// handshake that is renegotiated, or null (RFC 5746 sections 3.6 and 3.7).
void check_client_hello_tls12(const message::client_hello&, const configuration&, const finished_pair* previous);

/// Chooses suite, group, certificate and application protocol. Suites are taken in order of preference, and the first
/// wins for which the client leaves us all else that it needs. `chosen` restricts the certificate, if not null. Nothing
/// in common: handshake_failure. `previous` is what the handshake agreed on that is renegotiated, or null.
client_choice_tls12 negotiate_tls12(const message::client_hello&, const configuration&,
                                    std::shared_ptr<const credential> chosen, const connection_info* previous = nullptr,
                                    protocol_version = protocol_version::tls1_2);

message::server_hello server_hello_tls12_for(const client_choice_tls12&, const message::client_hello&,
                                             const configuration&, const finished_pair* previous);

} // namespace tls

#endif
