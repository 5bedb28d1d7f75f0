// ECDH over P-256, RFC 8422 section 5.10.

#include "algorithms/cryptopp/groups.hpp"
#include "algorithms/p256/curve.hpp"
#include "algorithms/p256/rows.hpp"

#include <array>

namespace tls::p256 {

namespace {

class ecdh_exchange final : public key_exchange {
public:
    ecdh_exchange(const curve& curve, random_source& random)
        : curve_(curve), scalar_(curve.random_scalar(random)), share_(curve.encode(curve.multiply_base(scalar_)))
    {
    }

    byte_view share() const noexcept override { return share_; }

    std::optional<secure_bytes> decapsulate(byte_view peer_share) override
    {
        const auto peer = curve_.decode(peer_share);
        if (!peer)
            return std::nullopt;
        auto shared = curve_.multiply(*peer, scalar_);
        // RFC 8446 section 7.4.2: the X coordinate; "leading zeros found in this octet string MUST NOT be truncated".
        secure_bytes secret(multiprecision::number_size);
        store(shared.x, secret);
        wipe(&shared, sizeof shared);
        return secret;
    }

private:
    const curve& curve_;
    secret_scalar scalar_;
    bytes share_;
};

std::unique_ptr<key_exchange> generate(random_source& random)
{
    return std::make_unique<ecdh_exchange>(*curve::find(key_type::secp256r1), random);
}

constexpr key_exchange_group secp256r1{static_cast<std::uint16_t>(named_group::secp256r1),
                                       "secp256r1",
                                       128,
                                       &generate,
                                       &cryptopp::encapsulate_with<&generate>,
                                       true,
                                       group_family::ecdhe};

constexpr std::array<const key_exchange_group*, 1> rows{&secp256r1};

} // namespace

std::span<const key_exchange_group* const> groups()
{
    return best_form() ? std::span<const key_exchange_group* const>(rows)
                       : std::span<const key_exchange_group* const>();
}

} // namespace tls::p256
