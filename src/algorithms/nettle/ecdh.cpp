// ECDH over the NIST curves, RFC 8422 section 5.10.

#include "algorithms/cryptopp/groups.hpp"
#include "algorithms/nettle/curve.hpp"
#include "algorithms/nettle/rows.hpp"

#include <array>

namespace tls::nettle {

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
        auto peer = curve_.decode(peer_share);
        if (!peer)
            return std::nullopt;
        auto shared = curve_.multiply(*peer, scalar_);
        // RFC 8446 section 7.4.2: the X coordinate; "leading zeros found in this octet string MUST NOT be truncated".
        secure_bytes secret(curve_.size());
        store(limb_view(shared).first(curve_.limb_size()), secret);
        return secret;
    }

private:
    const curve& curve_;
    limbs scalar_;
    bytes share_;
};

template <key_type Type>
std::unique_ptr<key_exchange> generate(random_source& random)
{
    return std::make_unique<ecdh_exchange>(*curve::find(Type), random);
}

template <key_type Type>
consteval key_exchange_group row(named_group id, std::string_view name, unsigned strength)
{
    return {static_cast<std::uint16_t>(id),
            name,
            strength,
            &generate<Type>,
            &cryptopp::encapsulate_with<&generate<Type>>,
            true,
            group_family::ecdhe};
}

constexpr auto secp256r1 = row<key_type::secp256r1>(named_group::secp256r1, "secp256r1", 128);
constexpr auto secp384r1 = row<key_type::secp384r1>(named_group::secp384r1, "secp384r1", 192);
constexpr auto secp521r1 = row<key_type::secp521r1>(named_group::secp521r1, "secp521r1", 256);

constexpr std::array<const key_exchange_group*, 3> rows{&secp256r1, &secp384r1, &secp521r1};

} // namespace

std::span<const key_exchange_group* const> groups() noexcept
{
    return rows;
}

} // namespace tls::nettle
