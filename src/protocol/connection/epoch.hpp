// The keys that protect one direction of a connection.

#ifndef TLS_SRC_PROTOCOL_CONNECTION_EPOCH_HPP
#define TLS_SRC_PROTOCOL_CONNECTION_EPOCH_HPP

namespace tls {

/// The keys of one direction, by the content allowed under them. Application data is accepted only in `early_data`,
/// where it goes to connection::early_data(), and in `application`.
enum class epoch {
    plaintext,     ///< no keys yet
    early_data,    ///< TLS 1.3: client_early_traffic_secret (RFC 8446 section 4.2.10)
    handshake,     ///< TLS 1.3: a handshake traffic secret. TLS 1.2: from ChangeCipherSpec to the end of the handshake
    renegotiation, ///< TLS 1.2: the same, in a renegotiation
    application    ///< TLS 1.3: an application traffic secret. TLS 1.2: the keys of a completed handshake
};

} // namespace tls

#endif
