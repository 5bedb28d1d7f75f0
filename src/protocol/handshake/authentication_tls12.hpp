// Our authentication and the checks of the peer's before TLS 1.3 (RFC 5246 and RFC 4346, sections 7.4.2 to 7.4.8, RFC
// 8422). Pure functions; they throw fatal. Functions shared with TLS 1.3 are in authentication.hpp.

#ifndef TLS_SRC_PROTOCOL_HANDSHAKE_AUTHENTICATION_TLS12_HPP
#define TLS_SRC_PROTOCOL_HANDSHAKE_AUTHENTICATION_TLS12_HPP

#include "protocol/handshake/authentication.hpp"
#include "protocol/message/certificate_request_tls12.hpp"
#include "protocol/message/certificate_tls12.hpp"
#include "protocol/message/key_exchange_params.hpp"
#include "protocol/message/raw_public_key_tls12.hpp"

#include <tls/crypto/cipher_suite.hpp>
#include <tls/crypto/keys.hpp>

#include <optional>

namespace tls {

/// Our credential and the scheme to sign with.
struct authentication_tls12 {
    std::shared_ptr<const tls::credential> credential; ///< null: we do not authenticate
    const signature_scheme* scheme = nullptr;          ///< null for a key that decrypts or agrees
    /// The code point to send: TLS 1.2's ECDSA ones name only a hash, for any curve. No value before TLS 1.2.
    std::optional<std::uint16_t> algorithm;
};

/// Returns whether a key of the type can be used with suites of the authentication method (RFC 5246 section 7.4.2, RFC
/// 8422 section 5.3).
bool can_authenticate(key_type, authentication_method) noexcept;

/// Returns whether a key can be used with the suite. `leaf` is its certificate; null for a raw public key. A fixed
/// Diffie-Hellman key must have a certificate, signed as the suite says, except in TLS 1.2 (RFC 5246 section 7.4.2).
bool key_fits_suite(key_type, const x509::certificate* leaf, const cipher_suite&, protocol_version) noexcept;

/// Returns the credential with our most preferred scheme that it can sign with and the peer can verify. Before TLS 1.2,
/// with the scheme of its key; `peer_algorithms` then means nothing. Without a credential if there is no such scheme.
authentication_tls12 choose_scheme(std::shared_ptr<const credential>, const configuration&,
                                   const std::vector<std::uint16_t>& peer_algorithms, protocol_version);

/// Returns our Certificate message; empty if the credential is null. The second is for raw public keys.
message::certificate_tls12 certificate_tls12_for(const credential*);
message::raw_public_key_tls12 raw_public_key_tls12_for(const credential*);

/// Returns the request; without algorithms before TLS 1.2, for its key types alone. With `fixed_dh`, as in a suite with
/// a fixed Diffie-Hellman key, it also asks for such keys.
message::certificate_request_tls12 certificate_request_tls12_for(const configuration&, protocol_version,
                                                                 bool fixed_dh = false);

/// Selects a client's credential for the request, of the negotiated type. Without a credential if none fits; the server
/// may accept that. `server_key` is the server's fixed Diffie-Hellman key, or null: a key of ours in the same group can
/// only be used with that, and comes first. It proves itself by the key exchange, so it has no scheme.
authentication_tls12 select_client_credential(const configuration&, const message::certificate_request_tls12&,
                                              protocol_version, certificate_type type = certificate_type::x509,
                                              const public_key* server_key = nullptr);

/// Parses the chain, like the TLS 1.3 function.
verify_request read_certificates(const message::certificate_tls12&, const configuration&);
/// Parses a raw public key. An empty one is none: RFC 7250 gives a client no other way to decline.
verify_request read_certificates(const message::raw_public_key_tls12&);

/// Throws fatal unless the server sent a certificate or raw public key that fits the suite.
void check_server_certificate(const verify_request&, const cipher_suite&, protocol_version);

/// Throws fatal{handshake_failure} if a server without a certificate requested one of the client (RFC 5246 section
/// 7.4.4).
void check_may_request_certificate(const cipher_suite&, bool requested);

/// Returns the fixed Diffie-Hellman key of the client's certificate; null if it has another key. Throws fatal unless it
/// may be used with the suite: with a fixed key of ours in the same group.
const public_key* fixed_key_of_client(const verify_request&, const cipher_suite&, const credential* ours);

/// Throws fatal if the client sent no certificate and `mode` has verify_fail_if_no_peer_cert.
void check_client_certificate_tls12(const verify_request&, verify_mode mode);

/// Returns the scheme that verified the peer's signature in ServerKeyExchange or CertificateVerify. Throws fatal:
/// illegal_parameter for an algorithm that was not offered or does not fit the key, decrypt_error for a wrong
/// signature. Before TLS 1.2, illegal_parameter if no enabled scheme is for keys of that type.
const signature_scheme* check_signature(const message::digitally_signed& proof, const peer_public_key& peer,
                                        byte_view content, const configuration&, protocol_version);

} // namespace tls

#endif
