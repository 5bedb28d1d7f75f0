// What RSA's private operation is hidden under.

#ifndef TLS_SRC_ALGORITHMS_NETTLE_RSA_BLINDING_HPP
#define TLS_SRC_ALGORITHMS_NETTLE_RSA_BLINDING_HPP

#include "algorithms/nettle/modulus.hpp"

#include <tls/crypto/random.hpp>

#include <mutex>

namespace tls::nettle {

/// Makes factors r^e and r^-1 modulo n: what is raised to the private exponent is multiplied by the one
/// before and by the other after, so that nobody who chooses or sees the input knows what was computed with.
/// Thread-safe.
class rsa_blinding {
public:
    struct factors {
        limbs before, after;
    };

    /// Borrows the modulus.
    rsa_blinding(const modulus& n, byte_view public_exponent);

    /// The square of the factors handed out last; fresh ones from `random` at first and after 32 uses.
    factors next(random_source& random);

    /// A number less than the modulus, raised to the public exponent.
    limbs raise_to_public_exponent(limb_view base) const;

private:
    factors make(random_source&) const;
    limbs random_number(random_source&) const;

    const modulus& n_;
    limbs exponent_;
    std::size_t exponent_bits_;
    std::mutex mutex_;
    factors factors_;
    unsigned uses_left_ = 0;
};

} // namespace tls::nettle

#endif
