// The renegotiation_info extension (RFC 5746), which binds a TLS 1.2 handshake to the one before. Pure functions; they
// throw fatal.

#ifndef TLS_SRC_PROTOCOL_HANDSHAKE_SECURE_RENEGOTIATION_HPP
#define TLS_SRC_PROTOCOL_HANDSHAKE_SECURE_RENEGOTIATION_HPP

#include "protocol/handshake/established.hpp"
#include "protocol/message/client_hello.hpp"
#include "protocol/message/server_hello.hpp"

#include <tls/bytes.hpp>
#include <tls/version.hpp>

namespace tls {

struct configuration;

/// Returns the renegotiated_connection of either side (RFC 5746 section 3.2). Empty without a previous handshake.
bytes renegotiated_connection(role, const finished_pair* previous);

/// Throws fatal{handshake_failure} unless the client's extension is correct (RFC 5746 sections 3.6 and 3.7). In a
/// renegotiation `previous` has the Finished messages of the handshake before; otherwise it is null.
void check_renegotiation_info(const message::client_hello&, const finished_pair* previous);

/// Throws fatal{handshake_failure} unless the server's extension is correct (RFC 5746 sections 3.4 and 3.5).
void check_renegotiation_info(const message::server_hello&, const configuration&, const finished_pair* previous);

} // namespace tls

#endif
