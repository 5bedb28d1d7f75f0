// Steps shared by client and server in TLS 1.3.

#ifndef TLS_SRC_PROTOCOL_HANDSHAKE_STEPS_TLS13_HPP
#define TLS_SRC_PROTOCOL_HANDSHAKE_STEPS_TLS13_HPP

#include "protocol/handshake/authentication.hpp"
#include "protocol/handshake/handshake_context.hpp"
#include "protocol/handshake/step.hpp"
#include "protocol/schedule/tls13_secrets.hpp"

#include <cstdint>
#include <vector>

namespace tls {

/// The handshake stage of the key schedule and the traffic secrets of the handshake.
struct handshake_secrets {
    tls13::handshake_secret stage;
    tls13::traffic_secret client;
    tls13::traffic_secret server;

    const tls13::traffic_secret& of(role r) const noexcept { return r == role::client ? client : server; }
};

/// Derives the handshake secrets from the first stage and `shared_secret`, which is wiped and may be empty if the first
/// stage has a pre-shared key, with the transcript up to the ServerHello.
/// Changes the keys of both directions, except where they protect early data now. `compatibility`: send a
/// change_cipher_spec record before the first protected one (RFC 8446 appendix D.4).
handshake_secrets change_to_handshake_keys(handshake_context& c, const cipher_suite&, tls13::early_secret,
                                           secure_bytes& shared_secret, byte_view client_random, bool compatibility,
                                           const transcript&);

/// The last stage of the key schedule and the traffic secrets of application data.
struct application_secrets {
    tls13::master_secret stage;
    tls13::traffic_secret client;
    tls13::traffic_secret server;
    secret exporter;
};

/// Derives the application secrets with the transcript up to the server's Finished. Does not change keys, because each
/// direction changes at another time.
application_secrets derive_application_secrets(handshake_context& c, tls13::handshake_secret, byte_view client_random,
                                               const transcript&);

/// Stores the secrets for exporters and resumption. The transcript must end with the client's Finished. `tickets_due`:
/// a server sends this number of tickets later.
void establish_tls13(handshake_context& c, const cipher_suite&, application_secrets, const transcript&,
                     unsigned tickets_due = 0);

/// The peer's requests for our Certificate message.
struct certificate_request_options {
    bytes request_context;
    bool status = false;
    bool timestamps = false;
};

/// Sends Certificate, which is empty without a credential, and then CertificateVerify (RFC 8446 sections 4.4.2, 4.4.3).
step<> authenticate_self(handshake_context& c, const authentication& ours, const certificate_request_options&,
                         transcript&);

/// Checks the peer's Certificate, CertificateVerify and chain. A client may send no certificate if the settings allow
/// it. `offered` lists the extensions that we allowed in the Certificate message.
step<> authenticate_peer(handshake_context& c, const message::received<message::certificate>&,
                         const std::vector<std::uint16_t>& offered, transcript&);

/// Sends Finished under our handshake traffic secret (RFC 8446 section 4.4.4).
void send_finished(handshake_context& c, const handshake_secrets&, transcript&);
/// Receives and checks the peer's Finished.
step<> receive_finished(handshake_context& c, const handshake_secrets&, transcript&);

} // namespace tls

#endif
