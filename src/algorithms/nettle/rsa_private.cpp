#include "algorithms/nettle/rsa_private.hpp"

#include <stdexcept>

namespace tls::nettle {

namespace {

// In constant time, because the numbers may depend on a decrypted secret. Only the verdict is public.
bool are_equal(limb_view a, limb_view b) noexcept
{
    mp_limb_t difference = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        difference |= a[i] ^ b[i];
    return constant_time::declassify(constant_time::is_zero(constant_time::hidden(difference)));
}

// Empty without the instructions, or if the modulus has an unsupported size. Reveals only its size.
std::optional<rsa::secret_modulus> prepare_adx(const modulus& n)
{
    if (n.size() < rsa::min_secret_limbs || n.size() > rsa::max_secret_limbs || !rsa::has_secret_powers())
        return std::nullopt;
    limbs r_squared(2 * rsa::secret_modulus::padded(n.size()) + 1);
    r_squared.back() = 1;
    return std::optional<rsa::secret_modulus>(std::in_place, n.value(), n.reduce(r_squared));
}

} // namespace

rsa_private::half::half(byte_view prime_bytes, byte_view exponent_bytes)
    : prime(prime_bytes),
      exponent(to_limbs(exponent_bytes, prime.size())),
      vectors(prepare_vectors(prime, ifma::max_bits)),
      by_adx(vectors ? std::nullopt : prepare_adx(prime))
{
}

limbs rsa_private::half::raise(limb_view base) const
{
    if (!by_adx) // all limbs of the exponent, including leading zeros
        return prime.raise(base, exponent, exponent.size() * GMP_NUMB_BITS);
    limbs power(prime.size());
    by_adx->raise(prime.reduce(base), exponent, power);
    return prime.reduce(power);
}

rsa_private::rsa_private(const private_key& key)
    : modulus_(key.public_part.modulus),
      first_(key.prime1, key.exponent1),
      second_(key.prime2, key.exponent2),
      coefficient_(to_limbs(key.coefficient, first_.prime.size())),
      blinding_(modulus_, key.public_part.public_exponent)
{
    // Loading is not constant-time, but it happens once for a key. From here on these are secret.
    for (auto* one : {&first_, &second_}) {
        classify(one->prime.value());
        classify(one->exponent);
    }
    classify(coefficient_);
}

bytes rsa_private::sign(byte_view representative, random_source& random) const
{
    auto message = to_limbs(representative, modulus_.size());
    auto hiding = blinding_.next(random);
    auto signature = modulus_.multiply(raise(modulus_.multiply(message, hiding.before)), hiding.after);

    // A fault in one half would reveal a prime to anyone who gets the result (Bellcore attack).
    auto recovered = blinding_.raise_to_public_exponent(signature);
    if (!are_equal(recovered, message))
        throw std::runtime_error("RSA computation failed its check");
    bytes out((modulus_.bits() + 7) / 8);
    store(signature, out);
    return out;
}

// RFC 8017 section 5.1.2 step 2.b, Garner's recombination.
limbs rsa_private::raise(limb_view base) const
{
    auto [m1, m2] = raise_halves(base);
    auto& p = first_.prime;
    auto h = p.multiply(p.subtract(m1, p.reduce(m2)), coefficient_);
    auto sum = product_of(h, second_.prime.value());
    m2.resize(sum.size());
    mpn_add_n(sum.data(), sum.data(), m2.data(), size_of(sum));
    sum.resize(modulus_.size()); // the sum is less than the modulus
    return sum;
}

std::pair<limbs, limbs> rsa_private::raise_halves(limb_view base) const
{
    auto& p = first_.prime;
    auto& q = second_.prime;
    if (!first_.vectors || !second_.vectors || p.size() != q.size())
        return {first_.raise(base), second_.raise(base)};
    limbs m1(p.size()), m2(q.size());
    auto base_of_p = p.reduce(base);
    auto base_of_q = q.reduce(base);
    ifma::raise_both({*first_.vectors, base_of_p, first_.exponent, m1},
                     {*second_.vectors, base_of_q, second_.exponent, m2});
    return {p.reduce(m1), q.reduce(m2)};
}

} // namespace tls::nettle
