// Steps shared by client and server in TLS 1.2.

#ifndef TLS_SRC_PROTOCOL_HANDSHAKE_STEPS_TLS12_HPP
#define TLS_SRC_PROTOCOL_HANDSHAKE_STEPS_TLS12_HPP

#include "protocol/handshake/handshake_context.hpp"
#include "protocol/handshake/step.hpp"
#include "protocol/schedule/tls12_secrets.hpp"

#include <array>
#include <cstdint>

namespace tls {

/// The results of the ClientHello and ServerHello.
struct hello_parameters {
    protocol_version version;
    const cipher_suite& suite;
    const std::array<std::uint8_t, 32>& client_random;
    const std::array<std::uint8_t, 32>& server_random;
    bool extended_master_secret;
    bool encrypt_then_mac;
};

/// The secrets of a handshake after the key exchange.
struct handshake_secrets_tls12 {
    tls12::master_secret master;
    tls12::key_block keys;
};

/// Derives the secrets and wipes the premaster secret. With extended_master_secret they depend on the transcript, which
/// must end with ClientKeyExchange (RFC 7627 section 4), otherwise on the randoms (RFC 5246 section 8.1).
handshake_secrets_tls12 derive_secrets(handshake_context& c, const hello_parameters&, secure_bytes& premaster_secret,
                                       const transcript&);

/// Sends ChangeCipherSpec and Finished. Returns the verify_data.
secret send_finished(handshake_context& c, const hello_parameters&, const handshake_secrets_tls12&, transcript&);
/// Receives the peer's ChangeCipherSpec and Finished, which must follow each other directly (RFC 5246 section 7.4.9).
/// Returns the verify_data.
step<secret> receive_finished(handshake_context& c, const hello_parameters&, const handshake_secrets_tls12&,
                              transcript&);

/// Stores the secrets for exporters and renegotiation. `first_finished`: the side that sent its Finished first.
void establish_tls12(handshake_context& c, const hello_parameters&, handshake_secrets_tls12, finished_pair,
                     role first_finished);

} // namespace tls

#endif
