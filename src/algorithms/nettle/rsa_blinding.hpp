// Blinding for the private RSA operation.

#ifndef TLS_SRC_ALGORITHMS_NETTLE_RSA_BLINDING_HPP
#define TLS_SRC_ALGORITHMS_NETTLE_RSA_BLINDING_HPP

#include "algorithms/nettle/modulus.hpp"

#include <tls/crypto/random.hpp>

#include <mutex>
#include <optional>

namespace tls::nettle {

/// Makes factors r^e and r^-1 modulo n. The input is multiplied by the first before the exponentiation and the result
/// by the second, so an attacker who chooses or sees the input does not know the number that was exponentiated.
/// Thread-safe.
class rsa_blinding {
public:
    struct factors {
        limbs before, after;
    };

    /// Borrows the modulus.
    rsa_blinding(const modulus& n, byte_view public_exponent);

    /// Returns the square of the previous factors; new random factors on the first call and after 32 uses.
    factors next(random_source& random);

    /// Returns a number less than the modulus, raised to the public exponent.
    limbs raise_to_public_exponent(limb_view base) const;

private:
    factors make(random_source&) const;
    limbs random_number(random_source&) const;

    const modulus& n_;
    limbs exponent_;
    std::size_t exponent_bits_;
    std::optional<ifma::montgomery> vectors_; ///< if the CPU has the vector instructions and the numbers fit
    std::mutex mutex_;
    factors factors_;
    unsigned uses_left_ = 0;
};

} // namespace tls::nettle

#endif
