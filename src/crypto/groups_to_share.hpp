// Selects the groups for which a client sends key shares.

#ifndef TLS_SRC_CRYPTO_GROUPS_TO_SHARE_HPP
#define TLS_SRC_CRYPTO_GROUPS_TO_SHARE_HPP

#include <tls/crypto/key_exchange_group.hpp>

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace tls {

/// Returns the groups of `preferred` (most preferred first) for which the first ClientHello has key shares, in the same
/// order: the first `count` of them. Without a count: the first post-quantum group and the first other group.
std::vector<const key_exchange_group*> groups_to_share(std::span<const key_exchange_group* const> preferred,
                                                       std::optional<std::size_t> count);

} // namespace tls

#endif
