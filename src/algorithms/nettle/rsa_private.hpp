// RSA's private operation, RFC 8017 section 5.2.1, by the Chinese remainder theorem.

#ifndef TLS_SRC_ALGORITHMS_NETTLE_RSA_PRIVATE_HPP
#define TLS_SRC_ALGORITHMS_NETTLE_RSA_PRIVATE_HPP

#include "algorithms/ifma/powers.hpp"
#include "algorithms/nettle/rsa_blinding.hpp"

#include <tls/crypto/keys.hpp>

#include <optional>
#include <utility>

namespace tls::nettle {

/// A private key ready to sign. Any number of threads may use it.
class rsa_private {
public:
    /// The key must have been checked: all its numbers fit each other.
    explicit rsa_private(const private_key&);

    unsigned modulus_bits() const noexcept { return static_cast<unsigned>(modulus_.bits()); }

    /// The signature, as long as the modulus, of a representative less than the modulus. In constant time,
    /// blinded with `random`, and checked against the public key before it is given out: throws if the
    /// computation went wrong.
    bytes sign(byte_view representative, random_source& random) const;

private:
    /// What is raised modulo one prime to the private exponent modulo that prime less one.
    struct half {
        half(byte_view prime, byte_view exponent);

        modulus prime;
        limbs exponent;
        std::optional<ifma::montgomery> vectors; ///< if the CPU multiplies in vectors
    };

    limbs raise(limb_view base) const;
    std::pair<limbs, limbs> raise_halves(limb_view base) const;

    modulus modulus_;
    half first_, second_;
    limbs coefficient_; // of the second prime's inverse modulo the first
    mutable rsa_blinding blinding_;
};

} // namespace tls::nettle

#endif
