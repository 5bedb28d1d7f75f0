// Steps shared by client and server before TLS 1.3.

#ifndef TLS_SRC_PROTOCOL_HANDSHAKE_STEPS_TLS12_HPP
#define TLS_SRC_PROTOCOL_HANDSHAKE_STEPS_TLS12_HPP

#include "protocol/handshake/handshake_context.hpp"
#include "protocol/handshake/step.hpp"
#include "protocol/message/certificate_request_tls12.hpp"
#include "protocol/message/key_exchange_params.hpp"
#include "protocol/schedule/tls12_secrets.hpp"

#include <array>
#include <cstdint>
#include <optional>

namespace tls {

/// The results of the ClientHello and ServerHello.
struct hello_parameters {
    protocol_version version;
    const cipher_suite& suite;
    const std::array<std::uint8_t, 32>& client_random;
    const std::array<std::uint8_t, 32>& server_random;
    bool extended_master_secret;
    bool encrypt_then_mac;
    tls12::prf_algorithm prf;
};

/// The secrets of a handshake after the key exchange.
struct handshake_secrets_tls12 {
    tls12::master_secret master;
    tls12::key_block keys;
};

/// Returns the PRF of the suite in the version. Throws fatal{no_ciphers_available} if the registry lacks a hash.
tls12::prf_algorithm prf_for(const cipher_suite&, protocol_version, const registry&);

/// Derives the secrets and wipes the premaster secret. With extended_master_secret they depend on the transcript, which
/// must end with ClientKeyExchange (RFC 7627 section 4), otherwise on the randoms (RFC 5246 section 8.1).
handshake_secrets_tls12 derive_secrets(handshake_context& c, const hello_parameters&, secure_bytes& premaster_secret,
                                       const transcript&);

/// Sends our Certificate in the form of the negotiated type, empty without a credential.
void send_certificate_tls12(handshake_context& c, const credential*, transcript&);
/// Receives the peer's Certificate in the form of the negotiated type. Checks nothing but the encoding.
step<verify_request> receive_peer_certificate(handshake_context& c, transcript&);
/// Sends CertificateRequest in the version's form.
void send_certificate_request(handshake_context& c, const message::certificate_request_tls12&, protocol_version,
                              transcript&);
/// Receives CertificateRequest, if it is the next message, in the version's form. Before TLS 1.2 without algorithms.
step<std::optional<message::certificate_request_tls12>>
receive_certificate_request(handshake_context& c, protocol_version version, transcript&);
/// Sends CertificateVerify in the version's form.
void send_certificate_verify(handshake_context& c, message::digitally_signed, transcript&);
/// Receives CertificateVerify in the version's form.
step<message::digitally_signed> receive_certificate_verify(handshake_context& c, protocol_version version, transcript&);

/// Sends ChangeCipherSpec and Finished. Returns the verify_data.
secret send_finished(handshake_context& c, const hello_parameters&, const handshake_secrets_tls12&, transcript&);
/// Receives the peer's ChangeCipherSpec and Finished, which must follow each other directly (RFC 5246 section 7.4.9).
/// Returns the verify_data.
step<secret> receive_finished(handshake_context& c, const hello_parameters&, const handshake_secrets_tls12&,
                              transcript&);

/// Stores the secrets for exporters and renegotiation, and reports weaknesses to hooks.on_weak_handshake.
/// `first_finished`: the side that sent its Finished first.
void establish_tls12(handshake_context& c, const hello_parameters&, handshake_secrets_tls12, finished_pair,
                     role first_finished);

} // namespace tls

#endif
