#include "nettle/rsa_private.hpp"

#include <stdexcept>

namespace tls::nettle {

rsa_private::half::half(byte_view prime_bytes, byte_view exponent_bytes)
    : prime(prime_bytes), exponent(to_limbs(exponent_bytes, prime.size()))
{
}

limbs rsa_private::half::raise(limb_view base) const
{
    // All limbs of the exponent, whatever it begins with.
    return prime.raise(base, exponent, exponent.size() * GMP_NUMB_BITS);
}

rsa_private::rsa_private(const private_key& key)
    : modulus_(key.public_part.modulus),
      first_(key.prime1, key.exponent1),
      second_(key.prime2, key.exponent2),
      coefficient_(to_limbs(key.coefficient, first_.prime.size())),
      blinding_(modulus_, key.public_part.public_exponent)
{
}

bytes rsa_private::sign(byte_view representative, random_source& random) const
{
    auto message = to_limbs(representative, modulus_.size());
    auto hiding = blinding_.next(random);
    auto signature = modulus_.multiply(raise(modulus_.multiply(message, hiding.before)), hiding.after);

    // A fault in one of the halves would give the other prime away to whoever gets the result.
    auto recovered = blinding_.raise_to_public_exponent(signature);
    if (mpn_cmp(recovered.data(), message.data(), size_of(message)) != 0)
        throw std::runtime_error("RSA computation failed its check");
    bytes out((modulus_.bits() + 7) / 8);
    store(signature, out);
    return out;
}

// RFC 8017 section 5.1.2 step 2.b, Garner's recombination.
limbs rsa_private::raise(limb_view base) const
{
    auto m1 = first_.raise(base);
    auto m2 = second_.raise(base);
    auto& p = first_.prime;
    auto h = p.multiply(p.subtract(m1, p.reduce(m2)), coefficient_);
    auto sum = product_of(h, second_.prime.value());
    m2.resize(sum.size());
    mpn_add_n(sum.data(), sum.data(), m2.data(), size_of(sum));
    sum.resize(modulus_.size()); // it is less than the modulus
    return sum;
}

} // namespace tls::nettle
