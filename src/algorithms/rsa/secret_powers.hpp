// Constant-time modular exponentiation with secret exponents, by BMI2 and ADX.

#ifndef TLS_SRC_ALGORITHMS_RSA_SECRET_POWERS_HPP
#define TLS_SRC_ALGORITHMS_RSA_SECRET_POWERS_HPP

#include "algorithms/rsa/limbs.hpp"

#include <tls/crypto/secret.hpp>

#include <array>

namespace tls::rsa {

/// The sizes of a modulus in limbs that the arithmetic supports: those of the primes of 1024-bit to 4096-bit RSA keys.
inline constexpr std::size_t min_secret_limbs = 8, max_secret_limbs = 32;

/// Whether the CPU has the instructions and the arithmetic computes known answers with them. If not, no secret_modulus
/// may be used.
bool has_secret_powers();

/// The same for any CPU that has the instructions, without a message if the answers are wrong. False on other CPUs.
bool secret_powers_are_working();

/// An odd modulus of min_secret_limbs to max_secret_limbs. Its number of limbs is public; everything else is secret.
/// Immutable and thread-safe. Wipes itself.
class secret_modulus {
public:
    /// Returns the number of limbs that the arithmetic uses for a modulus of this many.
    static constexpr std::size_t padded(std::size_t size) noexcept { return (size + 7) / 8 * 8; }

    /// `r_squared` is 2^(128 * padded(number of limbs)) modulo the modulus, in as many limbs. Throws std::length_error
    /// for other sizes.
    secret_modulus(limb_view modulus, limb_view r_squared);

    secret_modulus(const secret_modulus&) = default;
    secret_modulus& operator=(const secret_modulus&) = default;
    ~secret_modulus() { wipe(this, sizeof *this); }

    /// Computes result = base ^ exponent modulo the modulus. The base and the result have as many limbs as the modulus.
    /// The base may be any number of that size. The result may be equal to the modulus instead of zero. The exponent is
    /// not empty. Time and memory accesses depend on numbers of limbs only.
    void raise(limb_view base, limb_view exponent, limb_span result) const;

private:
    using number = std::array<std::uint64_t, max_secret_limbs>;

    std::size_t limbs_;
    std::uint64_t inverse_; ///< negated inverse of the modulus, modulo 2^64
    number modulus_{}, r_squared_{};
};

} // namespace tls::rsa

#endif
