// Channel bindings (RFC 5929, RFC 9266). Pure functions.

#ifndef TLS_SRC_PROTOCOL_HANDSHAKE_CHANNEL_BINDING_HPP
#define TLS_SRC_PROTOCOL_HANDSHAKE_CHANNEL_BINDING_HPP

#include "protocol/handshake/established.hpp"

#include <tls/crypto/registry.hpp>
#include <tls/x509/certificate.hpp>

namespace tls {

/// tls-unique: the first Finished of the last handshake, which is the client's as none is abbreviated. Empty with TLS
/// 1.3, and without extended_master_secret (RFC 7627 section 6.1).
bytes tls_unique(const established&);

/// tls-exporter. Empty where nothing can be exported.
bytes tls_exporter(const established&);

/// tls-server-end-point: the server's certificate by the hash of its signature, SHA-256 at least. Empty if the
/// signature has no such hash (EdDSA).
bytes tls_server_end_point(const x509::certificate& server, const registry&);

} // namespace tls

#endif
