// Ephemeral key pairs for handshakes: taken from the configuration's pool, or made on demand.

#ifndef TLS_SRC_PROTOCOL_HANDSHAKE_KEY_SHARES_HPP
#define TLS_SRC_PROTOCOL_HANDSHAKE_KEY_SHARES_HPP

#include <tls/crypto/key_exchange_group.hpp>

#include <memory>
#include <optional>

namespace tls {

struct configuration;

/// Returns a key pair of the group that has never been used.
std::unique_ptr<key_exchange> fresh_key_pair(const key_exchange_group&, const configuration&);

/// Answers the peer's share, like the group's encapsulate(). Empty if the share is not a valid public value.
std::optional<encapsulation> answer_share(const key_exchange_group&, byte_view peer_share, const configuration&);

} // namespace tls

#endif
