// ECDSA signature schemes over P-256, FIPS 186-4 section 6.

#include "algorithms/cryptopp/ecdsa_signature_value.hpp"
#include "algorithms/p256/rows.hpp"
#include "algorithms/p256/verify.hpp"

namespace tls::p256 {

namespace {

class ecdsa_verifier final : public verifier {
public:
    ecdsa_verifier(const hash_algorithm& hash, const affine_point& key) : hash_(hash), public_key_(key) {}

    bool verify(byte_view message, byte_view signature) const override
    {
        auto value = cryptopp::decode_ecdsa_signature_value(signature);
        if (!value || value->r.size() > encoded_size || value->s.size() > encoded_size)
            return false;
        std::array<std::uint8_t, max_digest_size> space;
        auto e = byte_span(space).first(hash_.digest_size);
        digest(hash_, message, e);
        return is_signature(load(value->r), load(value->s), e, public_key_);
    }

private:
    const hash_algorithm& hash_;
    affine_point public_key_;
};

std::unique_ptr<verifier> make_verifier(const signature_scheme& scheme, const public_key& key)
{
    if (scheme.key != key_type::secp256r1 || !scheme.hash || key.type != scheme.key)
        return nullptr;
    auto point = decode_point(key.point);
    if (!point)
        return nullptr;
    return std::make_unique<ecdsa_verifier>(*scheme.hash, *point);
}

} // namespace

verifier_function ecdsa_verification() noexcept
{
    return &make_verifier;
}

} // namespace tls::p256
