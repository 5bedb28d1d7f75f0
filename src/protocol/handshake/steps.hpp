// Steps shared by the flows of all versions.

#ifndef TLS_SRC_PROTOCOL_HANDSHAKE_STEPS_HPP
#define TLS_SRC_PROTOCOL_HANDSHAKE_STEPS_HPP

#include "protocol/handshake/handshake_context.hpp"
#include "protocol/handshake/step.hpp"

namespace tls {

/// Awaits the verdict on the peer's chain and moves `peer` into c.info(). Throws fatal with the alert for the
/// verification error if the settings require a good verdict.
///
/// Must come after the peer's proof of possession, so that a peer cannot make us verify someone else's certificate.
step<> verify_peer_chain(handshake_context& c, verify_request& peer);

} // namespace tls

#endif
