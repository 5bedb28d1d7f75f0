// Key exchange groups with the interface of a key encapsulation mechanism: (EC)DH, FFDHE and hybrid groups.

#ifndef TLS_CRYPTO_KEY_EXCHANGE_GROUP_HPP
#define TLS_CRYPTO_KEY_EXCHANGE_GROUP_HPP

#include <tls/crypto/random.hpp>
#include <tls/crypto/secret.hpp>
#include <tls/version.hpp>

#include <memory>
#include <optional>
#include <string_view>

#pragma GCC visibility push(default)

namespace tls {

/// NamedGroup (RFC 8446 section 4.2.7) code points of the groups that the library implements.
enum class named_group : std::uint16_t {
    secp256r1 = 0x0017,
    secp384r1 = 0x0018,
    secp521r1 = 0x0019,
    x25519 = 0x001d,
    ffdhe2048 = 0x0100,
    ffdhe3072 = 0x0101,
    ffdhe4096 = 0x0102,
    ffdhe6144 = 0x0103,
    ffdhe8192 = 0x0104,
    mlkem768 = 0x0201,
    mlkem1024 = 0x0202,
    secp256r1_mlkem768 = 0x11eb,
    x25519_mlkem768 = 0x11ec,
    secp384r1_mlkem1024 = 0x11ed,
};

/// An ephemeral private key, used for one key exchange. Wipes itself.
class key_exchange {
public:
    virtual ~key_exchange() = default;

    /// Returns the share to send to the peer: KeyShareEntry.key_exchange, RFC 8446 section 4.2.8.
    virtual byte_view share() const noexcept = 0;

    /// Returns the shared secret, given the peer's share. Empty if that is not a valid public value of
    /// the group (RFC 8446 sections 4.2.8.1, 4.2.8.2 and 7.4.2): the caller then aborts the handshake
    /// with illegal_parameter.
    virtual std::optional<secure_bytes> decapsulate(byte_view peer_share) = 0;

    /// Returns the part of a hybrid exchange that is an exchange of this group; null if there is none. It lives as long
    /// as the hybrid exchange.
    virtual key_exchange* part([[maybe_unused]] std::uint16_t group) noexcept { return nullptr; }
};

/// The answer to a peer's share: our own share, to be sent back, and the shared secret.
struct encapsulation {
    bytes share;
    secure_bytes secret;
};

/// The kind of a group.
enum class group_family : std::uint8_t {
    ecdhe,  ///< elliptic curves (RFC 8422, RFC 8446 section 4.2.8.2)
    ffdhe,  ///< finite fields (RFC 7919)
    hybrid, ///< a post-quantum key encapsulation mechanism combined with one of the above (RFC 9954)
    kem,    ///< a post-quantum key encapsulation mechanism alone
};

/// A key exchange group. A registry row: static data with function pointers. It must outlive every
/// registry that refers to it.
struct key_exchange_group {
    std::uint16_t id;      ///< NamedGroup
    std::string_view name; ///< IANA's name, "x25519"
    unsigned strength;     ///< bits of security according to NIST SP 800-57

    /// Generates a key pair for the side that sends its share first (the client in TLS 1.3).
    std::unique_ptr<key_exchange> (*generate)(random_source&);

    /// Does the other side's step in one call. Empty if `peer_share` is not a valid public value.
    std::optional<encapsulation> (*encapsulate)(byte_view peer_share, random_source&);

    /// Whether the exchange is symmetric, so that either side can use a key pair from generate().
    bool diffie_hellman = false;

    group_family family = group_family::ecdhe;
    protocol_version min_version = protocol_version::tls1_0; ///< first version that may use the group
    protocol_version max_version = protocol_version::tls1_3; ///< last version that may use the group
    bool enabled_by_default = true;                          ///< used when the configuration lists no groups

    /// Whether the secret stays secret from an attacker with a quantum computer.
    constexpr bool is_post_quantum() const noexcept
    {
        return family == group_family::hybrid || family == group_family::kem;
    }

    /// Whether `version` may use the group.
    constexpr bool usable_in(protocol_version version) const noexcept
    {
        return is_within(version, min_version, max_version);
    }
};

} // namespace tls

#pragma GCC visibility pop

#endif
