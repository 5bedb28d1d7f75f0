// ECDH over the NIST curves, RFC 8422 section 5.10.

#include "algorithms/cryptopp/curve.hpp"
#include "algorithms/cryptopp/groups.hpp"
#include "algorithms/cryptopp/integer.hpp"

namespace tls::cryptopp {

namespace {

class ecdh_exchange final : public key_exchange {
public:
    ecdh_exchange(key_type type, random_source& random) : type_(type)
    {
        auto& curve = *curve::find(type_);
        scalar_ = curve.random_scalar(random);
        share_ = curve.encode(curve.multiply_base(scalar_));
    }

    byte_view share() const noexcept override { return share_; }

    std::optional<secure_bytes> decapsulate(byte_view peer_share) override
    {
        auto& curve = *curve::find(type_); // not cached: this may be another thread
        auto peer = curve.decode(peer_share);
        if (!peer)
            return std::nullopt;
        auto shared = curve.multiply(*peer, scalar_);
        // RFC 8446 section 7.4.2: the X coordinate; "leading zeros found in this octet string MUST NOT be truncated".
        return to_padded<secure_bytes>(shared.x, curve.size());
    }

private:
    key_type type_;
    CryptoPP::Integer scalar_;
    bytes share_;
};

template <key_type Type>
std::unique_ptr<key_exchange> generate(random_source& random)
{
    return std::make_unique<ecdh_exchange>(Type, random);
}

template <key_type Type>
consteval key_exchange_group row(named_group id, std::string_view name, unsigned strength)
{
    return {static_cast<std::uint16_t>(id),    name, strength,           &generate<Type>,
            &encapsulate_with<generate<Type>>, true, group_family::ecdhe};
}

} // namespace

constinit const key_exchange_group secp256r1 = row<key_type::secp256r1>(named_group::secp256r1, "secp256r1", 128);
constinit const key_exchange_group secp384r1 = row<key_type::secp384r1>(named_group::secp384r1, "secp384r1", 192);
constinit const key_exchange_group secp521r1 = row<key_type::secp521r1>(named_group::secp521r1, "secp521r1", 256);

} // namespace tls::cryptopp
