// The groups that a client sends key shares of.

#ifndef TLS_SRC_CRYPTO_GROUPS_TO_SHARE_HPP
#define TLS_SRC_CRYPTO_GROUPS_TO_SHARE_HPP

#include <tls/crypto/key_exchange_group.hpp>

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace tls {

/// Returns those of `preferred` (most preferred first) that a first ClientHello has key shares of, in the same order:
/// the first `count` of them, or without a count the first hybrid group and the first of the others.
std::vector<const key_exchange_group*> groups_to_share(std::span<const key_exchange_group* const> preferred,
                                                       std::optional<std::size_t> count);

} // namespace tls

#endif
