// X25519 (RFC 7748), with any functions that multiply points.

#ifndef TLS_SRC_ALGORITHMS_CRYPTOPP_X25519_HPP
#define TLS_SRC_ALGORITHMS_CRYPTOPP_X25519_HPP

#include "algorithms/cryptopp/groups.hpp"

#include <array>

namespace tls::cryptopp {

inline constexpr std::size_t x25519_size = 32; ///< private keys, shares and secrets, in bytes

/// Computes the 32-byte share of a clamped 32-byte private key.
using x25519_multiply_base = void (*)(byte_view private_key, byte_span share);

/// Computes the 32-byte secret of a clamped 32-byte private key and a 32-byte peer's share. It may be all zeros.
using x25519_multiply = void (*)(byte_view private_key, byte_view peer_share, byte_span secret);

/// Crypto++'s functions of these types.
void x25519_multiply_base_point(byte_view private_key, byte_span share);
void x25519_multiply_point(byte_view private_key, byte_view peer_share, byte_span secret);

/// Returns the shared secret. Empty if the peer's share has the wrong size or the secret would be all zeros.
std::optional<secure_bytes> x25519_agree(x25519_multiply, byte_view private_key, byte_view peer_share);

template <x25519_multiply_base MultiplyBase, x25519_multiply Multiply>
class x25519_exchange final : public key_exchange {
public:
    explicit x25519_exchange(random_source& random)
    {
        random.fill(private_key_);
        // RFC 7748 section 5, decodeScalar25519.
        private_key_.front() &= 0xf8;
        private_key_.back() = static_cast<std::uint8_t>((private_key_.back() & 0x7f) | 0x40);
        MultiplyBase(private_key_, share_);
    }

    byte_view share() const noexcept override { return share_; }

    std::optional<secure_bytes> decapsulate(byte_view peer_share) override
    {
        return x25519_agree(Multiply, private_key_, peer_share);
    }

private:
    secure_bytes private_key_ = secure_bytes(x25519_size);
    std::array<std::uint8_t, x25519_size> share_{};
};

template <x25519_multiply_base MultiplyBase, x25519_multiply Multiply>
std::unique_ptr<key_exchange> generate_x25519(random_source& random)
{
    return std::make_unique<x25519_exchange<MultiplyBase, Multiply>>(random);
}

template <x25519_multiply_base MultiplyBase, x25519_multiply Multiply>
consteval key_exchange_group x25519_row()
{
    return {static_cast<std::uint16_t>(named_group::x25519),
            "x25519",
            128,
            &generate_x25519<MultiplyBase, Multiply>,
            &encapsulate_with<generate_x25519<MultiplyBase, Multiply>>,
            true,
            group_family::ecdhe};
}

} // namespace tls::cryptopp

#endif
