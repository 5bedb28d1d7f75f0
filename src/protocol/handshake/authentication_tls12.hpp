// Proving who one is, and checking who the other is, in TLS 1.2 (RFC 5246 sections 7.4.2 to 7.4.8, RFC 8422). Pure
// functions; they throw fatal. What 1.3 has alike is in authentication.hpp.

#ifndef TLS_SRC_PROTOCOL_HANDSHAKE_AUTHENTICATION_TLS12_HPP
#define TLS_SRC_PROTOCOL_HANDSHAKE_AUTHENTICATION_TLS12_HPP

#include "protocol/handshake/authentication.hpp"
#include "protocol/message/certificate_request_tls12.hpp"
#include "protocol/message/certificate_tls12.hpp"
#include "protocol/message/key_exchange_params.hpp"
#include <tls/crypto/cipher_suite.hpp>
#include <tls/crypto/keys.hpp>

namespace tls {

/// With what we authenticate ourselves.
struct authentication_tls12 {
    std::shared_ptr<const tls::credential> credential; ///< null: not at all
    const signature_scheme* scheme = nullptr;          ///< null for a key that decrypts
    std::uint16_t algorithm = 0; ///< its code point: in TLS 1.2 those of ECDSA name a hash, and any curve goes with it
};

/// Whether a kind of key goes with suites of the authentication method (RFC 5246 section 7.4.2, RFC 8422 section 5.3).
bool fits(key_type, authentication_method) noexcept;

/// Our most preferred scheme that the credential can sign with and the peer verify; null if there is none.
authentication_tls12 sign_with(std::shared_ptr<const credential>, const configuration&,
                               const std::vector<std::uint16_t>& peer_algorithms, protocol_version);

message::certificate_tls12 certificate_tls12_for(const credential*);

message::certificate_request_tls12 certificate_request_tls12_for(const configuration&);

/// A client's credential for the request. Without a credential if none fits, which the server may accept.
authentication_tls12 authenticate_client(const configuration&, const message::certificate_request_tls12&,
                                         protocol_version);

/// As for TLS 1.3: the chain, parsed.
verify_request read_certificates(const message::certificate_tls12&, const configuration&);

/// The server's certificate must be there, and its key do what the suite asks of it.
void check_server_certificate(const verify_request&, const cipher_suite&);

/// A client may send none, unless `mode` has verify_fail_if_no_peer_cert.
void check_client_certificate_tls12(const verify_request&, verify_mode mode);

/// The scheme that verified the peer's signature, of ServerKeyExchange or CertificateVerify. Throws fatal:
/// illegal_parameter for an algorithm that was not offered or does not fit the key, decrypt_error for a wrong
/// signature.
const signature_scheme* check_signature(std::uint16_t algorithm, byte_view signature, const x509::certificate& leaf,
                                        byte_view content, const configuration&, protocol_version);

} // namespace tls

#endif
