// ECDSA signature schemes over P-256, and their keys, FIPS 186-4 section 6.

#include "algorithms/cryptopp/curve_keys.hpp"
#include "algorithms/cryptopp/ecdsa_signature_value.hpp"
#include "algorithms/cryptopp/hedged_random.hpp"
#include "algorithms/p256/rows.hpp"
#include "algorithms/p256/sign.hpp"
#include "algorithms/p256/verify.hpp"

#include <algorithm>

namespace tls::p256 {

namespace {

bytes to_minimal(const integer& number)
{
    bytes padded(encoded_size);
    store(number, padded);
    return {std::find_if(padded.begin(), padded.end(), [](auto byte) { return byte != 0; }), padded.end()};
}

class ecdsa_signer final : public signer {
public:
    ecdsa_signer(const curve& curve, const hash_algorithm& hash, const secret_scalar& scalar, secure_bytes encoded)
        : curve_(curve), hash_(hash), private_key_(scalar), encoded_(std::move(encoded))
    {
    }

    bytes sign(byte_view message, random_source& random) const override
    {
        std::array<std::uint8_t, max_digest_size> space;
        const auto e = byte_span(space).first(hash_.digest_size);
        digest(hash_, message, e);
        cryptopp::hedged_random nonces(encoded_, e, random);
        for (;;) {
            const auto nonce = curve_.random_scalar(nonces);
            const auto made = p256::sign(curve_, private_key_, nonce, e);
            // FIPS 186-4 section 6.4: neither may be zero. This happens for one nonce in 2^256.
            if (!is_zero(made.r) && !is_zero(made.s))
                return cryptopp::encode({to_minimal(made.r), to_minimal(made.s)});
        }
    }

private:
    const curve& curve_;
    const hash_algorithm& hash_;
    secret_scalar private_key_;
    secure_bytes encoded_;
};

bool is_signature_of(const affine_point& key, const integer& r, const integer& s, byte_view digest)
{
    return is_signature(r, s, digest, key);
}

bool is_signature_of(const coordinates& key, const integer& r, const integer& s, byte_view digest)
{
    return is_signature(*best_form(), r, s, digest, key);
}

template <class Point>
class ecdsa_verifier final : public verifier {
public:
    ecdsa_verifier(const hash_algorithm& hash, const Point& key) : hash_(hash), public_key_(key) {}

    bool verify(byte_view message, byte_view signature) const override
    {
        auto value = cryptopp::decode_ecdsa_signature_value(signature);
        if (!value || value->r.size() > encoded_size || value->s.size() > encoded_size)
            return false;
        std::array<std::uint8_t, max_digest_size> space;
        auto e = byte_span(space).first(hash_.digest_size);
        digest(hash_, message, e);
        return is_signature_of(public_key_, load(value->r), load(value->s), e);
    }

private:
    const hash_algorithm& hash_;
    Point public_key_;
};

std::unique_ptr<verifier> make_verifier(const signature_scheme& scheme, const public_key& key)
{
    if (scheme.key != key_type::secp256r1 || !scheme.hash || key.type != scheme.key)
        return nullptr;
    auto made_of = [&](const auto& point) -> std::unique_ptr<verifier> {
        if (!point)
            return nullptr;
        return std::make_unique<ecdsa_verifier<std::decay_t<decltype(*point)>>>(*scheme.hash, *point);
    };
    if (auto* fast = curve::find(scheme.key))
        return made_of(fast->decode(key.point));
    return made_of(decode_point(key.point));
}

std::unique_ptr<signer> make_signer(const signature_scheme& scheme, const private_key& key)
{
    auto* curve = curve::find(scheme.key);
    if (!curve || !scheme.hash || key.public_part.type != scheme.key)
        return nullptr;
    auto scalar = curve->decode_scalar(key.scalar);
    if (!scalar)
        return nullptr;
    return std::make_unique<ecdsa_signer>(*curve, *scheme.hash, *scalar, key.scalar);
}

constexpr auto secp256r1_keys = cryptopp::curve_keys<curve, key_type::secp256r1>();

constexpr std::array<const key_algorithm*, 1> rows{&secp256r1_keys};

} // namespace

std::span<const key_algorithm* const> key_algorithms()
{
    return best_form() ? std::span<const key_algorithm* const>(rows) : std::span<const key_algorithm* const>();
}

signer_function ecdsa_signing()
{
    return best_form() ? &make_signer : nullptr;
}

verifier_function ecdsa_verification() noexcept
{
    return &make_verifier;
}

} // namespace tls::p256
