// Steps shared by the flows of all versions.

#ifndef TLS_SRC_PROTOCOL_HANDSHAKE_STEPS_HPP
#define TLS_SRC_PROTOCOL_HANDSHAKE_STEPS_HPP

#include "protocol/handshake/handshake_context.hpp"
#include "protocol/handshake/step.hpp"
#include "protocol/session/session_state.hpp"

#include <optional>

namespace tls {

/// Awaits the verdict on the peer's chain or raw public key and moves `peer` into c.info(). Throws fatal with the alert
/// for the verification error if the settings require a good verdict.
///
/// Must come after the peer's proof of possession, so that a peer cannot make us verify someone else's certificate.
step<> verify_peer_chain(handshake_context& c, verify_request& peer);

/// Verifies the certificates or raw public key of a session again, as in a full handshake, if the settings ask for
/// that. Stores the verdict. Returns whether the session may still be resumed.
step<bool> verify_session_again(handshake_context& c, const session_state&,
                                std::optional<x509::verification_result>& verdict);

} // namespace tls

#endif
