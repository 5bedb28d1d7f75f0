// The private RSA operation, RFC 8017 section 5.2.1, by the Chinese remainder theorem.

#ifndef TLS_SRC_ALGORITHMS_NETTLE_RSA_PRIVATE_HPP
#define TLS_SRC_ALGORITHMS_NETTLE_RSA_PRIVATE_HPP

#include "algorithms/nettle/rsa_blinding.hpp"
#include "algorithms/rsa/secret_powers.hpp"

#include <tls/crypto/keys.hpp>

#include <optional>
#include <utility>

namespace tls::nettle {

/// A private key ready to sign. Thread-safe.
class rsa_private {
public:
    /// The caller must have checked that all numbers of the key are consistent.
    explicit rsa_private(const private_key&);

    unsigned modulus_bits() const noexcept { return static_cast<unsigned>(modulus_.bits()); }

    /// Signs a representative less than the modulus. The signature has the size of the modulus. The computation is
    /// constant-time and blinded with `random`, and the result is verified with the public key: throws if the
    /// computation went wrong.
    bytes sign(byte_view representative, random_source& random) const;

private:
    /// Exponentiation modulo one prime, by the private exponent modulo that prime minus one.
    struct half {
        half(byte_view prime, byte_view exponent);

        limbs raise(limb_view base) const;

        modulus prime;
        limbs exponent;
        std::optional<ifma::montgomery> vectors;   ///< if the CPU has the vector instructions
        std::optional<rsa::secret_modulus> by_adx; ///< if it does not, but has BMI2 and ADX
    };

    limbs raise(limb_view base) const;
    std::pair<limbs, limbs> raise_halves(limb_view base) const;

    modulus modulus_;
    half first_, second_;
    limbs coefficient_; // inverse of the second prime modulo the first
    mutable rsa_blinding blinding_;
};

} // namespace tls::nettle

#endif
