// The handshakes, one coroutine each.

#ifndef TLS_SRC_HANDSHAKE_HANDSHAKES_HPP
#define TLS_SRC_HANDSHAKE_HANDSHAKES_HPP

#include "handshake/flow.hpp"

namespace tls {

class connection;

/// The client's side of a TLS 1.3 handshake (RFC 8446 section 2).
flow client_tls13(connection&);

/// The server's side of a TLS 1.3 handshake (RFC 8446 section 2).
flow server_tls13(connection&);

} // namespace tls

#endif
