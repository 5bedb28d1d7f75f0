// Ephemeral key pairs for handshakes: made ahead where the configuration has such, else made now.

#ifndef TLS_SRC_PROTOCOL_HANDSHAKE_KEY_SHARES_HPP
#define TLS_SRC_PROTOCOL_HANDSHAKE_KEY_SHARES_HPP

#include <tls/crypto/key_exchange_group.hpp>

#include <memory>
#include <optional>

namespace tls {

struct configuration;

/// A key pair of the group that has not been used before.
std::unique_ptr<key_exchange> fresh_key_pair(const key_exchange_group&, const configuration&);

/// The other side's step, as the group's encapsulate(). Empty if the share is not a valid public value.
std::optional<encapsulation> answer_share(const key_exchange_group&, byte_view peer_share, const configuration&);

} // namespace tls

#endif
