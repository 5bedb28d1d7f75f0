// ECDSA over the NIST curves, and their keys, FIPS 186-4 section 6.

#include "algorithms/cryptopp/curve_keys.hpp"
#include "algorithms/cryptopp/ecdsa_signature_value.hpp"
#include "algorithms/cryptopp/hedged_random.hpp"
#include "algorithms/nettle/curve.hpp"
#include "algorithms/nettle/rows.hpp"

#include <nettle/ecdsa.h>

#include <algorithm>
#include <array>

namespace tls::nettle {

namespace {

limbs scratch_of(mp_size_t size)
{
    return limbs(static_cast<std::size_t>(size));
}

class message_digest {
public:
    message_digest(const hash_algorithm& hash, byte_view message) : size_(hash.digest_size)
    {
        digest(hash, message, byte_span(data_).first(size_));
    }

    byte_view view() const noexcept { return {data_.data(), size_}; }

private:
    std::array<std::uint8_t, max_digest_size> data_;
    std::size_t size_;
};

bytes minimal(limb_view number, std::size_t size)
{
    bytes padded(size);
    store(number, padded);
    return to_bytes(without_leading_zeros(padded));
}

class ecdsa_signer final : public signer {
public:
    ecdsa_signer(const curve& curve, const hash_algorithm& hash, limbs scalar, secure_bytes encoded)
        : curve_(curve), hash_(hash), private_key_(std::move(scalar)), encoded_(std::move(encoded))
    {
    }

    bytes sign(byte_view message, random_source& random) const override
    {
        const message_digest e(hash_, message);
        cryptopp::hedged_random nonces(encoded_, e.view(), random);
        limbs r(curve_.limb_size()), s(curve_.limb_size());
        auto scratch = scratch_of(ecc_ecdsa_sign_itch(curve_.get()));
        for (;;) {
            auto k = curve_.random_scalar(nonces);
            ecc_ecdsa_sign(curve_.get(), private_key_.data(), k.data(), e.view().size(), e.view().data(), r.data(),
                           s.data(), scratch.data());
            declassify(r); // the signature is public
            declassify(s);
            // FIPS 186-4 section 6.4: neither may be zero. This happens for one nonce in 2^256.
            auto r_bytes = minimal(r, curve_.size());
            auto s_bytes = minimal(s, curve_.size());
            if (!r_bytes.empty() && !s_bytes.empty())
                return cryptopp::encode({r_bytes, s_bytes});
        }
    }

private:
    const curve& curve_;
    const hash_algorithm& hash_;
    limbs private_key_;
    secure_bytes encoded_;
};

class ecdsa_verifier final : public verifier {
public:
    ecdsa_verifier(const curve& curve, const hash_algorithm& hash, limbs point)
        : curve_(curve), hash_(hash), public_key_(std::move(point))
    {
    }

    bool verify(byte_view message, byte_view signature) const override
    {
        auto value = cryptopp::decode_ecdsa_signature_value(signature);
        if (!value || value->r.size() > curve_.size() || value->s.size() > curve_.size())
            return false;
        auto r = to_limbs(value->r, curve_.limb_size());
        auto s = to_limbs(value->s, curve_.limb_size());
        if (!curve_.is_scalar(r) || !curve_.is_scalar(s))
            return false;
        const message_digest e(hash_, message);
        auto scratch = scratch_of(ecc_ecdsa_verify_itch(curve_.get()));
        return ecc_ecdsa_verify(curve_.get(), public_key_.data(), e.view().size(), e.view().data(), r.data(), s.data(),
                                scratch.data()) != 0 ||
               is_sum_of_equals(e.view(), r, s);
    }

private:
    // Nettle adds the multiples of the generator and the public key by a formula that fails if they are the same point.
    // Only the owner of the private key can make such a signature, but it is valid.
    bool is_sum_of_equals(byte_view e, const limbs& r, const limbs& s) const
    {
        auto& n = curve_.order();
        auto w = n.inverse(s);
        auto leftmost = e.first(std::min(e.size(), curve_.size())); // no digest ends within a byte of the order
        auto u1 = n.multiply(n.reduce(to_limbs(leftmost, n.size())), *w);
        auto u2 = n.multiply(r, *w);
        if (!curve_.is_scalar(u1)) // zero: there is only one multiple
            return false;
        auto first = curve_.multiply_base(u1);
        if (first != curve_.multiply(public_key_, u2))
            return false;
        limbs two(n.size());
        two[0] = 2;
        auto sum = curve_.multiply(first, two);
        return n.reduce(limb_view(sum).first(n.size())) == r;
    }

    const curve& curve_;
    const hash_algorithm& hash_;
    limbs public_key_;
};

constexpr auto secp256r1_keys = cryptopp::curve_keys<curve, key_type::secp256r1>();
constexpr auto secp384r1_keys = cryptopp::curve_keys<curve, key_type::secp384r1>();
constexpr auto secp521r1_keys = cryptopp::curve_keys<curve, key_type::secp521r1>();

constexpr std::array<const key_algorithm*, 3> rows{&secp256r1_keys, &secp384r1_keys, &secp521r1_keys};

std::unique_ptr<signer> make_signer(const signature_scheme& scheme, const private_key& key)
{
    auto* curve = curve::find(scheme.key);
    if (!curve || !scheme.hash || key.public_part.type != scheme.key)
        return nullptr;
    auto scalar = curve->decode_scalar(key.scalar);
    if (!scalar)
        return nullptr;
    return std::make_unique<ecdsa_signer>(*curve, *scheme.hash, std::move(*scalar), key.scalar);
}

std::unique_ptr<verifier> make_verifier(const signature_scheme& scheme, const public_key& key)
{
    auto* curve = curve::find(scheme.key);
    if (!curve || !scheme.hash || key.type != scheme.key)
        return nullptr;
    auto point = curve->decode(key.point);
    if (!point)
        return nullptr;
    return std::make_unique<ecdsa_verifier>(*curve, *scheme.hash, std::move(*point));
}

} // namespace

std::span<const key_algorithm* const> key_algorithms() noexcept
{
    return rows;
}

signing_functions ecdsa() noexcept
{
    return {&make_signer, &make_verifier};
}

} // namespace tls::nettle
