// Pre-shared keys for TLS 1.3 that were agreed outside of TLS.

#ifndef TLS_EXTERNAL_PSK_HPP
#define TLS_EXTERNAL_PSK_HPP

#include <tls/bytes.hpp>
#include <tls/crypto/secret.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#pragma GCC visibility push(default)

namespace tls {

/// The hash that a pre-shared key is used with. Only cipher suites with that hash can use the key.
enum class psk_hash : std::uint8_t { sha256, sha384 };

/// A pre-shared key for TLS 1.3 that was agreed outside of TLS (RFC 8446 section 2.2, RFC 9257). The key must have at
/// least 128 bits of entropy: an attacker can try guesses offline (RFC 9257 section 6). Use the same key for one pair
/// of client and server only, with one hash and one protocol; import_psk() derives keys that keep this rule.
struct external_psk {
    bytes identity;   ///< 1 to 65535 bytes; sent unencrypted
    secure_bytes key; ///< 16 to 256 bytes
    psk_hash hash = psk_hash::sha256;
    bool imported = false; ///< made by import_psk(): the binder says so (RFC 9258 section 5.2)
    /// @name Early data of a client. A key without a suite has none. Suite and protocol must be those that the server
    /// expects (RFC 8446 section 4.2.10). Servers of this library accept no early data under an external key: its
    /// ClientHello has no age, so it could be replayed at any later time.
    /// @{
    std::uint16_t cipher_suite = 0;
    std::string alpn_protocol;
    std::uint32_t max_early_data = 0; ///< bytes
    /// @}
};

/// Derives the keys for TLS 1.3 from a key that may also be used elsewhere (RFC 9258): one for SHA-256 and one for
/// SHA-384. Both sides must import with the same arguments. `external_identity` has 1 to 65000 bytes, `context`
/// at most 500. `hash` is the hash of the key itself (RFC 9258 section 5.1). Throws std::length_error for other sizes,
/// and std::invalid_argument for a key of fewer than 16 bytes. Thread-safe.
std::vector<external_psk> import_psk(byte_view external_identity, byte_view key, byte_view context = {},
                                     psk_hash hash = psk_hash::sha256);

/// Looks up a client's key on a server. No value: the identity is unknown, and the handshake goes on without it. Must
/// not block.
using find_psk_function = std::function<std::optional<external_psk>(byte_view identity)>;

} // namespace tls

#pragma GCC visibility pop

#endif
