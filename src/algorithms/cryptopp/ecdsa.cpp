// ECDSA over the NIST curves, and their keys, FIPS 186-4 section 6.

#include "algorithms/cryptopp/curve.hpp"
#include "algorithms/cryptopp/curve_keys.hpp"
#include "algorithms/cryptopp/digest_integer.hpp"
#include "algorithms/cryptopp/ecdsa_signature_value.hpp"
#include "algorithms/cryptopp/hedged_random.hpp"
#include "algorithms/cryptopp/integer.hpp"
#include "algorithms/cryptopp/signatures.hpp"

namespace tls::cryptopp {

namespace {

class ecdsa_signer final : public signer {
public:
    ecdsa_signer(key_type type, const hash_algorithm& hash, CryptoPP::Integer scalar)
        : type_(type), hash_(hash), private_key_(std::move(scalar))
    {
    }

    bytes sign(byte_view message, random_source& random) const override
    {
        auto& curve = *curve::find(type_);
        auto& n = curve.order();
        auto e = hash_to_integer(hash_, message, n);
        const auto encoded_key = curve.encode_scalar(private_key_);
        const auto encoded_e = to_minimal<bytes>(e);
        hedged_random nonces(encoded_key, encoded_e, random);
        for (;;) {
            auto k = curve.random_scalar(nonces);
            auto r = curve.multiply_base(k).x % n;
            // k^-1 (e + r d), with both factors multiplied by `blind`, because the inversion time depends on its input.
            // It comes from the hedged generator too, so that it stays secret if the randomness fails.
            auto blind = curve.random_scalar(nonces);
            auto sum = (e * blind + (r * blind % n) * private_key_) % n;
            auto s = (k * blind % n).InverseMod(n) * sum % n;
            if (r.IsZero() || s.IsZero())
                continue;
            return encode({to_minimal<bytes>(r), to_minimal<bytes>(s)});
        }
    }

private:
    key_type type_;
    const hash_algorithm& hash_;
    CryptoPP::Integer private_key_;
};

class ecdsa_verifier final : public verifier {
public:
    ecdsa_verifier(key_type type, const hash_algorithm& hash, curve::point point)
        : type_(type), hash_(hash), public_key_(std::move(point))
    {
    }

    bool verify(byte_view message, byte_view signature) const override
    {
        auto& curve = *curve::find(type_);
        auto& n = curve.order();
        auto value = decode_ecdsa_signature_value(signature);
        if (!value || value->r.size() > curve.size() || value->s.size() > curve.size())
            return false;
        auto r = to_integer(value->r);
        auto s = to_integer(value->s);
        if (r >= n || s >= n) // neither is zero: the decoder rejects zero
            return false;
        auto w = s.InverseMod(n);
        auto u1 = hash_to_integer(hash_, message, n) * w % n;
        auto u2 = r * w % n;
        auto point = curve.multiply_add(u1, public_key_, u2);
        return !point.identity && point.x % n == r;
    }

private:
    key_type type_;
    const hash_algorithm& hash_;
    curve::point public_key_;
};

} // namespace

std::unique_ptr<signer> make_ecdsa_signer(const signature_scheme& scheme, const private_key& key)
{
    auto* curve = curve::find(scheme.key);
    if (!curve || !scheme.hash || key.public_part.type != scheme.key)
        return nullptr;
    auto scalar = curve->decode_scalar(key.scalar);
    if (!scalar)
        return nullptr;
    return std::make_unique<ecdsa_signer>(scheme.key, *scheme.hash, std::move(*scalar));
}

std::unique_ptr<verifier> make_ecdsa_verifier(const signature_scheme& scheme, const public_key& key)
{
    auto* curve = curve::find(scheme.key);
    if (!curve || !scheme.hash || key.type != scheme.key)
        return nullptr;
    auto point = curve->decode(key.point);
    if (!point)
        return nullptr;
    return std::make_unique<ecdsa_verifier>(scheme.key, *scheme.hash, std::move(*point));
}

constinit const key_algorithm secp256r1_keys = curve_keys<curve, key_type::secp256r1>();
constinit const key_algorithm secp384r1_keys = curve_keys<curve, key_type::secp384r1>();
constinit const key_algorithm secp521r1_keys = curve_keys<curve, key_type::secp521r1>();

} // namespace tls::cryptopp
