// DSA, FIPS 186-4 section 4.

#include "algorithms/cryptopp/digest_integer.hpp"
#include "algorithms/cryptopp/ecdsa_signature_value.hpp"
#include "algorithms/cryptopp/hedged_random.hpp"
#include "algorithms/cryptopp/integer.hpp"
#include "algorithms/cryptopp/random.hpp"
#include "algorithms/cryptopp/signatures.hpp"

#include <cryptopp/gfpcrypt.h>
#include <cryptopp/modarith.h>

#include <optional>

namespace tls::cryptopp {

namespace {

constexpr unsigned min_p_bits = 1024, max_p_bits = 4096;

struct dsa_public {
    CryptoPP::Integer p, q, g, y;

    static std::optional<dsa_public> load(const public_key& key)
    {
        dsa_public loaded{to_integer(key.prime), to_integer(key.subgroup_order), to_integer(key.generator),
                          to_integer(key.public_value)};
        return loaded.is_plausible() ? std::optional(std::move(loaded)) : std::nullopt;
    }

private:
    // Whether the sizes are those of FIPS 186-4 section 4.2 or similar, so that the cost is bounded and arithmetic
    // modulo p and q works. The CA that certified the key is trusted to have checked that p and q are prime.
    bool is_plausible() const
    {
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
        // Dss-Sig-Value has the same format as ECDSA-Sig-Value.
        auto value = decode_ecdsa_signature_value(signature);
        const auto& [p, q, g, y] = key_;
        if (!value || value->r.size() > q.ByteCount() || value->s.size() > q.ByteCount())
            return false;
        auto r = to_integer(value->r);
        auto s = to_integer(value->s);
        if (r >= q || s >= q) // neither is zero: the decoder rejects zero
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

/// Crypto++'s arithmetic is not constant-time. A few bits of many nonces reveal the private key (the hidden number
/// problem), so the nonce and the key only meet numbers that a fresh random factor hides, except in the exponentiation,
/// where only the nonce's length is hidden. Constant-time signing needs GMP.
class dsa_signer final : public signer {
public:
    dsa_signer(dsa_public key, CryptoPP::Integer x, const hash_algorithm& hash)
        : key_(std::move(key)), x_(std::move(x)), hash_(hash)
    {
    }

    bytes sign(byte_view message, random_source& random) const override
    {
        const auto& [p, q, g, y] = key_;
        const auto e = hash_to_integer(hash_, message, q);
        const auto encoded_x = to_padded<secure_bytes>(x_, q.ByteCount());
        const auto encoded_e = to_minimal<bytes>(e);
        hedged_random nonces(encoded_x, encoded_e, random);
        const CryptoPP::MontgomeryRepresentation field(p);
        for (;;) {
            const auto k = random_number(nonces);
            const auto r = field.ConvertOut(field.Exponentiate(field.ConvertIn(g), of_fixed_length(k))) % q;
            // k^-1 (e + x r), with both factors multiplied by `blind`. It comes from the hedged generator too, so that
            // it stays secret if the randomness fails.
            const auto blind = random_number(nonces);
            const auto sum = (e * blind + (r * blind % q) * x_) % q;
            const auto s = (k * blind % q).InverseMod(q) * sum % q;
            if (!r.IsZero() && !s.IsZero())
                return encode(ecdsa_signature_value{to_minimal<bytes>(r), to_minimal<bytes>(s)});
        }
    }

private:
    // FIPS 186-4 appendix B.2.2: takes the first candidate from 1 to q - 1. Unlike a reduction, a rejection says
    // nothing about the number that is used. The size of q in bits is a multiple of eight.
    CryptoPP::Integer random_number(random_source& random) const
    {
        secure_bytes candidate(key_.q.ByteCount());
        for (;;) {
            random.fill(candidate);
            auto number = to_integer(candidate);
            if (!number.IsZero() && number < key_.q)
                return number;
        }
    }

    // Adding the order changes only the bit length, which becomes the same for every scalar.
    CryptoPP::Integer of_fixed_length(const CryptoPP::Integer& k) const
    {
        const auto once = k + key_.q, twice = once + key_.q;
        return once.BitCount() > key_.q.BitCount() ? once : twice;
    }

    dsa_public key_;
    CryptoPP::Integer x_;
    const hash_algorithm& hash_;
};

// Whether 0 < x < q and y is the public value of x.
bool is_key_pair(const dsa_public& key, const CryptoPP::Integer& x)
{
    if (x.IsZero() || x >= key.q)
        return false;
    return CryptoPP::ModularArithmetic(key.p).Exponentiate(key.g, x) == key.y;
}

private_key generate_dsa_key(unsigned bits, random_source& random)
{
    random_adaptor generator(random);
    CryptoPP::DL_GroupParameters_DSA group;
    group.GenerateRandomWithKeySize(generator, bits);
    private_key key;
    key.public_part.type = key_type::dsa;
    key.public_part.prime = to_minimal<bytes>(group.GetModulus());
    key.public_part.subgroup_order = to_minimal<bytes>(group.GetSubgroupOrder());
    key.public_part.generator = to_minimal<bytes>(group.GetSubgroupGenerator());
    const CryptoPP::Integer x(generator, CryptoPP::Integer::One(), group.GetSubgroupOrder() - 1);
    key.scalar = to_minimal<secure_bytes>(x);
    key.public_part.public_value = to_minimal<bytes>(group.ExponentiateBase(x));
    return key;
}

bool complete_dsa_key(private_key& key)
{
    auto& known = key.public_part;
    if (known.type != key_type::dsa)
        return false;
    constexpr auto max_size = max_p_bits / 8;
    if (known.prime.size() > max_size || known.generator.size() > max_size ||
        key.scalar.size() > known.subgroup_order.size() || known.subgroup_order.size() > max_size)
        return false;
    const auto p = to_integer(known.prime);
    if (known.public_value.empty() && p.IsOdd())
        known.public_value = to_minimal<bytes>(
            CryptoPP::ModularArithmetic(p).Exponentiate(to_integer(known.generator), to_integer(key.scalar)));
    const auto loaded = dsa_public::load(known);
    return loaded && is_key_pair(*loaded, to_integer(key.scalar));
}

} // namespace

std::unique_ptr<signer> make_dsa_signer(const signature_scheme& scheme, const private_key& key)
{
    if (!scheme.hash || scheme.key != key_type::dsa || key.public_part.type != scheme.key)
        return nullptr;
    auto loaded = dsa_public::load(key.public_part);
    auto x = to_integer(key.scalar);
    if (!loaded || !is_key_pair(*loaded, x))
        return nullptr;
    return std::make_unique<dsa_signer>(std::move(*loaded), std::move(x), *scheme.hash);
}

constinit const key_algorithm dsa_keys{key_type::dsa, &generate_dsa_key, &complete_dsa_key};

std::unique_ptr<verifier> make_dsa_verifier(const signature_scheme& scheme, const public_key& key)
{
    if (!scheme.hash || scheme.key != key_type::dsa || key.type != scheme.key)
        return nullptr;
    auto loaded = dsa_public::load(key);
    return loaded ? std::make_unique<dsa_verifier>(std::move(*loaded), *scheme.hash) : nullptr;
}

} // namespace tls::cryptopp
