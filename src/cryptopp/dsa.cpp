// Verification of DSA, FIPS 186-4 section 4.

#include "cryptopp/digest_integer.hpp"
#include "cryptopp/ecdsa_signature_value.hpp"
#include "cryptopp/integer.hpp"
#include "cryptopp/signatures.hpp"

#include <cryptopp/modarith.h>

#include <optional>

namespace tls::cryptopp {

namespace {

struct dsa_public {
    CryptoPP::Integer p, q, g, y;

    static std::optional<dsa_public> load(const public_key& key)
    {
        dsa_public loaded{to_integer(key.prime), to_integer(key.subgroup_order), to_integer(key.generator),
                          to_integer(key.public_value)};
        return loaded.is_plausible() ? std::optional(std::move(loaded)) : std::nullopt;
    }

private:
    // What the sizes of FIPS 186-4 section 4.2 and its neighbours cost is bounded, and arithmetic modulo p and q is
    // as it should be. Whether p and q are prime is left to who certified the key.
    bool is_plausible() const
    {
        constexpr unsigned min_p_bits = 1024, max_p_bits = 4096;
        const auto p_bits = p.BitCount(), q_bits = q.BitCount();
        if (p_bits < min_p_bits || p_bits > max_p_bits || (q_bits != 160 && q_bits != 224 && q_bits != 256))
            return false;
        const auto one = CryptoPP::Integer::One();
        auto is_element = [&](const CryptoPP::Integer& value) { return value > one && value < p; };
        return p.IsOdd() && q.IsOdd() && (p - one) % q == CryptoPP::Integer::Zero() && is_element(g) && is_element(y);
    }
};

class dsa_verifier final : public verifier {
public:
    dsa_verifier(dsa_public key, const hash_algorithm& hash) : key_(std::move(key)), hash_(hash) {}

    bool verify(byte_view message, byte_view signature) const override
    {
        // Dss-Sig-Value has the form of ECDSA-Sig-Value.
        auto value = decode_ecdsa_signature_value(signature);
        const auto& [p, q, g, y] = key_;
        if (!value || value->r.size() > q.ByteCount() || value->s.size() > q.ByteCount())
            return false;
        auto r = to_integer(value->r);
        auto s = to_integer(value->s);
        if (r >= q || s >= q) // neither is zero: it would not have been decoded
            return false;
        auto w = s.InverseMod(q);
        if (w.IsZero()) // q is not prime
            return false;
        auto u1 = hash_to_integer(hash_, message, q) * w % q;
        auto u2 = r * w % q;
        CryptoPP::MontgomeryRepresentation field(p);
        auto v = field.ConvertOut(field.CascadeExponentiate(field.ConvertIn(g), u1, field.ConvertIn(y), u2));
        return v % q == r;
    }

private:
    dsa_public key_;
    const hash_algorithm& hash_;
};

} // namespace

std::unique_ptr<verifier> make_dsa_verifier(const signature_scheme& scheme, const public_key& key)
{
    if (!scheme.hash || scheme.key != key_type::dsa || key.type != scheme.key)
        return nullptr;
    auto loaded = dsa_public::load(key);
    return loaded ? std::make_unique<dsa_verifier>(std::move(*loaded), *scheme.hash) : nullptr;
}

} // namespace tls::cryptopp
