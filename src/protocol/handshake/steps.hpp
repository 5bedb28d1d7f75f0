// Steps that the flows of all versions share.

#ifndef TLS_SRC_PROTOCOL_HANDSHAKE_STEPS_HPP
#define TLS_SRC_PROTOCOL_HANDSHAKE_STEPS_HPP

#include "protocol/handshake/handshake_context.hpp"
#include "protocol/handshake/step.hpp"

namespace tls {

/// Awaits the verdict on the peer's chain and describes the peer in c.info(), of which `peer` becomes a part. Throws
/// fatal with the alert that names the reason if the settings do not accept the verdict.
///
/// Comes after the peer's proof of possession, so that a peer cannot make us verify someone else's certificate.
step<> verify_peer_chain(handshake_context& c, verify_request& peer);

} // namespace tls

#endif
