// Steps that client and server share in TLS 1.2.

#ifndef TLS_SRC_PROTOCOL_HANDSHAKE_STEPS_TLS12_HPP
#define TLS_SRC_PROTOCOL_HANDSHAKE_STEPS_TLS12_HPP

#include "protocol/handshake/handshake_context.hpp"
#include "protocol/handshake/step.hpp"
#include "protocol/schedule/tls12_secrets.hpp"

#include <array>
#include <cstdint>

namespace tls {

/// The results of the hellos.
struct hello_parameters {
    protocol_version version;
    const cipher_suite& suite;
    const std::array<std::uint8_t, 32>& client_random;
    const std::array<std::uint8_t, 32>& server_random;
    bool extended_master_secret;
    bool encrypt_then_mac;
};

/// The secrets of a handshake, from the key exchange on.
struct handshake_secrets_tls12 {
    tls12::master_secret master;
    tls12::key_block keys;
};

/// Derives the secrets; wipes the premaster secret. With extended_master_secret they are bound to the transcript, which
/// must be up to ClientKeyExchange (RFC 7627 section 4), else to the randoms (RFC 5246 section 8.1).
handshake_secrets_tls12 derive_secrets(handshake_context& c, const hello_parameters&, secure_bytes& premaster_secret,
                                       const transcript&);

/// Sends ChangeCipherSpec and Finished; returns its verify_data.
secret send_finished(handshake_context& c, const hello_parameters&, const handshake_secrets_tls12&, transcript&);
/// Receives the peer's ChangeCipherSpec and Finished, with nothing in between (RFC 5246 section 7.4.9); returns the
/// verify_data.
step<secret> receive_finished(handshake_context& c, const hello_parameters&, const handshake_secrets_tls12&,
                              transcript&);

/// Keeps the results for exporters, renegotiation and resumption.
void establish_tls12(handshake_context& c, const hello_parameters&, handshake_secrets_tls12, finished_pair);

} // namespace tls

#endif
