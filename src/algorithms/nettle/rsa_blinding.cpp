#include "algorithms/nettle/rsa_blinding.hpp"

namespace tls::nettle {

namespace {

constexpr unsigned uses_of_a_secret = 32;

} // namespace

rsa_blinding::rsa_blinding(const modulus& n, byte_view public_exponent)
    : n_(n),
      exponent_(to_limbs(public_exponent, limb_count(without_leading_zeros(public_exponent).size()))),
      exponent_bits_(mpn_sizeinbase(exponent_.data(), size_of(exponent_), 2)),
      vectors_(exponent_.size() == 1 ? prepare_vectors(n, ifma::max_public_bits) : std::nullopt)
{
}

rsa_blinding::factors rsa_blinding::next(random_source& random)
{
    std::lock_guard lock(mutex_);
    if (uses_left_ == 0) {
        factors_ = make(random);
        uses_left_ = uses_of_a_secret;
    } else {
        // Replaces both factors or, if memory runs out, neither: they only work together.
        factors squared{n_.multiply(factors_.before, factors_.before), n_.multiply(factors_.after, factors_.after)};
        factors_ = std::move(squared);
    }
    --uses_left_;
    return factors_;
}

limbs rsa_blinding::raise_to_public_exponent(limb_view base) const
{
    if (!vectors_)
        return n_.raise(base, exponent_, exponent_bits_);
    limbs power(n_.size());
    ifma::raise_public(*vectors_, base, exponent_.front(), power);
    return power;
}

rsa_blinding::factors rsa_blinding::make(random_source& random) const
{
    for (;;) {
        auto r = random_number(random);
        auto mask = random_number(random);
        // The product is uniformly distributed whatever r is, so it may be public, and inverted in variable time.
        auto product = n_.multiply(r, mask);
        declassify(product);
        if (auto inverse = n_.inverse(product))
            return {raise_to_public_exponent(r), n_.multiply(*inverse, mask)};
    }
}

// 64 bits longer than the modulus before reduction, so that the remainders are almost uniformly distributed.
limbs rsa_blinding::random_number(random_source& random) const
{
    limbs number(n_.size() + 1);
    auto size = number.size() * sizeof(mp_limb_t);
    random.fill({reinterpret_cast<std::uint8_t*>(number.data()), size});
    return n_.reduce(number);
}

} // namespace tls::nettle
