// Messages after the handshake (RFC 8446 section 4.6, RFC 5246 section 7.4.1). They have no order to narrate: a plain
// switch.

#ifndef TLS_SRC_PROTOCOL_HANDSHAKE_POST_HANDSHAKE_HPP
#define TLS_SRC_PROTOCOL_HANDSHAKE_POST_HANDSHAKE_HPP

#include "protocol/handshake/connection.hpp"

namespace tls {

/// What a message that was received asks of us.
enum class post_handshake_effect {
    none,
    keys_updated,             ///< the peer's keys changed
    keys_updated_reply_asked, ///< and it wants ours to change too
    renegotiation_wished      ///< by a HelloRequest, or by a ClientHello, which has not been taken
};

/// Takes the next message, which must be there, if nothing else is said above. Throws fatal{unexpected_message} for one
/// that may not come now.
post_handshake_effect receive_post_handshake(connection&, role ours);

/// Queues a HelloRequest (RFC 5246 section 7.4.1.1).
void send_hello_request(connection&);

/// Queues a KeyUpdate and changes our keys behind it.
void send_key_update(connection&, bool request_peer);

} // namespace tls

#endif
