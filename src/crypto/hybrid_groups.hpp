// Hybrid key exchange groups: RFC 9954 and draft-ietf-tls-ecdhe-mlkem.

#ifndef TLS_SRC_CRYPTO_HYBRID_GROUPS_HPP
#define TLS_SRC_CRYPTO_HYBRID_GROUPS_HPP

#include <tls/crypto/key_exchange_group.hpp>

#include <array>

namespace tls {

/// X25519MLKEM768, SecP256r1MLKEM768 and SecP384r1MLKEM1024, with the parts of the reference registry.
extern const std::array<key_exchange_group, 3> reference_hybrid_groups;

/// The same with the parts of the standard registry.
extern const std::array<key_exchange_group, 3> hybrid_groups;

} // namespace tls

#endif
