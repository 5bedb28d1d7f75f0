// Channel bindings (RFC 5929, RFC 9266). Pure functions.

#ifndef TLS_SRC_PROTOCOL_HANDSHAKE_CHANNEL_BINDING_HPP
#define TLS_SRC_PROTOCOL_HANDSHAKE_CHANNEL_BINDING_HPP

#include "protocol/handshake/established.hpp"

#include <tls/crypto/registry.hpp>
#include <tls/x509/certificate.hpp>

namespace tls {

/// Returns tls-unique: the first Finished of the last handshake (RFC 5929 section 3.1), which is the server's if a
/// session was resumed. Empty in TLS 1.3, and without extended_master_secret (RFC 7627 section 6.1).
bytes tls_unique(const established&);

/// Returns tls-exporter. Empty if nothing can be exported.
bytes tls_exporter(const established&);

/// Returns tls-server-end-point: the hash of the server's certificate, by the hash algorithm of its signature, but at
/// least SHA-256. Empty if the signature algorithm has no such hash (EdDSA).
bytes tls_server_end_point(const x509::certificate& server, const registry&);

} // namespace tls

#endif
