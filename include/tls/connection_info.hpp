// The parameters that a handshake negotiated.

#ifndef TLS_CONNECTION_INFO_HPP
#define TLS_CONNECTION_INFO_HPP

#include <tls/bytes.hpp>
#include <tls/certificate_type.hpp>
#include <tls/crypto/cipher_suite.hpp>
#include <tls/crypto/key_exchange_group.hpp>
#include <tls/crypto/signature_scheme.hpp>
#include <tls/raw_public_key.hpp>
#include <tls/version.hpp>
#include <tls/x509/certificate.hpp>
#include <tls/x509/verification_result.hpp>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#pragma GCC visibility push(default)

namespace tls {

class credential;

/// The fate of a connection's early data (RFC 8446 section 4.2.10).
enum class early_data_status {
    none,     ///< the client offered none
    offered,  ///< client: the server has not answered yet
    rejected, ///< the server did not read it
    accepted,
    resent ///< client: the server did not read it; it was sent again, see session_settings::resend_early_data
};

/// The parameters that the handshake negotiated. Raw pointers refer to rows of the configuration's registry.
struct connection_info {
    protocol_version version = protocol_version::tls1_3;
    const tls::cipher_suite* cipher_suite = nullptr;
    const key_exchange_group* group = nullptr;
    const signature_scheme* local_signature_scheme = nullptr; ///< null if we signed nothing
    const signature_scheme* peer_signature_scheme = nullptr;  ///< null if the peer signed nothing
    std::shared_ptr<const credential> local_credential;
    std::vector<x509::certificate> peer_certificates;  ///< leaf first; empty if none were sent
    std::optional<raw_public_key> peer_raw_public_key; ///< in place of certificates (RFC 7250); empty if none was sent
    /// The forms in which the server's key and the client's are presented: X.509 unless negotiated (RFC 7250).
    certificate_type server_certificate_type = certificate_type::x509;
    certificate_type client_certificate_type = certificate_type::x509;
    x509::verification_result
        verification;          ///< the verdict on the peer's certificate or raw public key, if there is one
    std::string alpn_protocol; ///< empty if none was negotiated
    std::string server_name;   ///< the server name that the client sent
    bytes peer_ocsp_response;  ///< stapled by the peer; empty if none
    bytes peer_signed_certificate_timestamps; ///< sent by the peer; empty if none
    bool session_reused = false;              ///< an earlier session was resumed; no certificates were sent
    early_data_status early_data = early_data_status::none;
    bool hello_retry = false;            ///< the server sent a HelloRetryRequest
    bool extended_master_secret = false; ///< TLS 1.2: the secret is bound to the handshake (RFC 7627)
    bool encrypt_then_mac = false;       ///< TLS 1.2, CBC suites: negotiated (RFC 7366)
    bool secure_renegotiation = false;   ///< TLS 1.2: the peer supports RFC 5746
    unsigned renegotiations = 0;         ///< TLS 1.2: handshakes after the first
    std::string psk_identity;            ///< identity of the external pre-shared key; empty if none was used
};

} // namespace tls

#pragma GCC visibility pop

#endif
