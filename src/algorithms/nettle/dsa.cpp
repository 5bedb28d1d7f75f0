// DSA signatures, FIPS 186-4 section 4.6.

#include "algorithms/cryptopp/ecdsa_signature_value.hpp"
#include "algorithms/cryptopp/hedged_random.hpp"
#include "algorithms/cryptopp/signatures.hpp"
#include "algorithms/nettle/modulus.hpp"
#include "algorithms/nettle/rows.hpp"

#include <algorithm>
#include <array>

namespace tls::nettle {

namespace {

bytes minimal(limb_view number)
{
    bytes padded(number.size_bytes());
    store(number, padded);
    return to_bytes(without_leading_zeros(padded));
}

/// Every operation on the private key and the nonce is GMP's in constant time, the reductions and the inversion too: a
/// few bits of many nonces reveal the private key (the hidden number problem; CVE-2018-0734 and CVE-2018-0735 are such
/// leaks in OpenSSL). Blinding, as in the Crypto++ implementation, would still leave the reduction of the nonce and its
/// multiplications to variable-time code.
class dsa_signer final : public signer {
public:
    dsa_signer(const private_key& key, const hash_algorithm& hash)
        : p_(key.public_part.prime),
          q_(key.public_part.subgroup_order),
          g_(to_limbs(key.public_part.generator, p_.size())),
          x_(to_limbs(key.scalar, q_.size())),
          hash_(hash)
    {
        classify(x_);
    }

    bytes sign(byte_view message, random_source& random) const override
    {
        const auto e = leftmost_bits_of_digest(message);
        secure_bytes encoded_x((q_.bits() + 7) / 8);
        store(x_, encoded_x);
        bytes encoded_e(e.size() * sizeof(mp_limb_t));
        store(e, encoded_e);
        cryptopp::hedged_random nonces(encoded_x, encoded_e, random);
        for (;;) {
            const auto k = random_number(nonces);
            auto r = q_.reduce(p_.raise(g_, k, q_.bits()));
            auto s = q_.multiply(inverse(k), sum_of(e, product_of(x_, r)));
            declassify(r); // the signature is public
            declassify(s);
            auto r_bytes = minimal(r), s_bytes = minimal(s);
            if (!r_bytes.empty() && !s_bytes.empty())
                return cryptopp::encode({r_bytes, s_bytes});
        }
    }

private:
    // FIPS 186-4 section 4.6: "the leftmost min(N, outlen) bits" of the digest, as a number.
    limbs leftmost_bits_of_digest(byte_view message) const
    {
        std::array<std::uint8_t, max_digest_size> space;
        auto data = byte_span(space).first(hash_.digest_size);
        digest(hash_, message, data);
        // The order has whole bytes: 160, 224 or 256 bits.
        return to_limbs(data.first(std::min(data.size(), q_.bits() / 8)), q_.size());
    }

    // FIPS 186-4 appendix B.2.2: takes the first candidate in the range. Rejected candidates say nothing about it.
    limbs random_number(random_source& random) const
    {
        secure_bytes candidate(q_.bits() / 8);
        for (;;) {
            random.fill(candidate);
            auto number = to_limbs(candidate, q_.size());
            if (q_.is_nonzero_residue(number))
                return number;
        }
    }

    // Fermat's little theorem: k ^ (q - 2). The exponent is public.
    limbs inverse(limb_view k) const
    {
        limbs exponent(q_.value().begin(), q_.value().end());
        mpn_sub_1(exponent.data(), exponent.data(), size_of(exponent), 2);
        return q_.raise(k, exponent, q_.bits());
    }

    // Returns a + b modulo q, for a number of q's size and a product of two numbers below q: the sum fits.
    limbs sum_of(limbs a, limbs b) const
    {
        a.resize(b.size());
        mpn_add_n(b.data(), b.data(), a.data(), size_of(b));
        return q_.reduce(b);
    }

    modulus p_, q_;
    limbs g_, x_;
    const hash_algorithm& hash_;
};

std::unique_ptr<signer> make_signer(const signature_scheme& scheme, const private_key& key)
{
    // The reference implementation rejects keys that are malformed, inconsistent or of another type.
    if (!cryptopp::make_dsa_signer(scheme, key))
        return nullptr;
    return std::make_unique<dsa_signer>(key, *scheme.hash);
}

} // namespace

signing_functions dsa() noexcept
{
    return {&make_signer, nullptr};
}

} // namespace tls::nettle
