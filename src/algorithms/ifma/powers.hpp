// Constant-time modular exponentiation with AVX-512 52-bit multiplication (IFMA), for RSA.

#ifndef TLS_SRC_ALGORITHMS_IFMA_POWERS_HPP
#define TLS_SRC_ALGORITHMS_IFMA_POWERS_HPP

#include <tls/crypto/secret.hpp>

#include <span>
#include <vector>

namespace tls::ifma {

/// A number as 64-bit limbs, least significant first.
using limb_view = std::span<const std::uint64_t>;
using limb_span = std::span<std::uint64_t>;

/// The maximum sizes of a modulus in bits, for secret and for public exponents: enough for the primes of 4096-bit RSA
/// keys, and for their moduli.
inline constexpr std::size_t max_bits = 2078, max_public_bits = 4158;

/// Whether the CPU and the operating system support the instructions. If not, nothing else here may be called.
bool is_supported() noexcept;

/// Returns the number of 52-bit digits for a modulus, including two extra bits that the arithmetic needs.
constexpr std::size_t digits_for(std::size_t bits) noexcept
{
    return (bits + 2 + 51) / 52;
}

/// An odd modulus of at most max_public_bits, prepared for Montgomery multiplication. Immutable. Wipes itself.
class montgomery {
public:
    /// `r_squared` is 2^(104 * digits_for(bits)) modulo the modulus. `bits` may be larger than the modulus.
    montgomery(limb_view modulus, limb_view r_squared, std::size_t bits);

    std::size_t digits() const noexcept { return digits_; }

private:
    friend struct access;
    using digit_vector = std::vector<std::uint64_t, wiping_allocator<std::uint64_t>>;

    std::size_t digits_;
    std::uint64_t inverse_; ///< negated inverse of the modulus, modulo 2^52
    digit_vector modulus_;
    digit_vector r_squared_;
};

/// Computes result = base ^ exponent modulo the modulus. The base is less than the modulus. The result has room for the
/// modulus, and may be equal to it instead of zero. The numbers of limbs are public; everything else is secret.
struct power {
    const montgomery& modulus;
    limb_view base;
    limb_view exponent;
    limb_span result;
};

/// Computes both for little more than the cost of one. The moduli have at most max_bits and equal digit counts, the
/// exponents equal limb counts.
void raise_both(const power&, const power&);

/// Computes result = base ^ exponent modulo the modulus, for a public exponent other than zero. The base is less than
/// the modulus, and so is the result, which has room for the modulus. The time depends on the exponent and on sizes
/// only. With a modulus of at most max_public_bits.
void raise_public(const montgomery&, limb_view base, std::uint64_t exponent, limb_span result);

} // namespace tls::ifma

#endif
