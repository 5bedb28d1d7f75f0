#include "cryptopp/groups.hpp"

#include <cryptopp/xed25519.h>

#include <array>

namespace tls::cryptopp {

namespace {

constexpr std::size_t size = 32;

class x25519_exchange final : public key_exchange {
public:
    explicit x25519_exchange(random_source& random)
    {
        random.fill(private_key_);
        // RFC 7748 section 5, decodeScalar25519.
        private_key_[0] &= 0xf8;
        private_key_[31] = static_cast<std::uint8_t>((private_key_[31] & 0x7f) | 0x40);
        // The generator is not used: the key is there already.
        function_.GeneratePublicKey(CryptoPP::NullRNG(), private_key_.data(), share_.data());
    }

    byte_view share() const noexcept override { return share_; }

    std::optional<secure_bytes> decapsulate(byte_view peer_share) override
    {
        if (peer_share.size() != size)
            return std::nullopt;
        secure_bytes shared(size);
        // RFC 8446 section 7.4.2: "implementations MUST check whether the computed Diffie-Hellman
        // shared secret is the all-zero value and abort if so".
        auto agreed = function_.Agree(shared.data(), private_key_.data(), peer_share.data(), false);
        if (!agreed || constant_time_is_zero(shared))
            return std::nullopt;
        return shared;
    }

private:
    CryptoPP::x25519 function_;
    secure_bytes private_key_ = secure_bytes(size);
    std::array<std::uint8_t, size> share_{};
};

std::unique_ptr<key_exchange> generate(random_source& random)
{
    return std::make_unique<x25519_exchange>(random);
}

} // namespace

constinit const key_exchange_group x25519{static_cast<std::uint16_t>(named_group::x25519), "x25519", 128, &generate,
                                          &encapsulate_with<generate>};

} // namespace tls::cryptopp
