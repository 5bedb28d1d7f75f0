// Modular exponentiation in constant time by AVX-512's multiplication of 52-bit digits: for RSA.

#ifndef TLS_SRC_ALGORITHMS_IFMA_POWERS_HPP
#define TLS_SRC_ALGORITHMS_IFMA_POWERS_HPP

#include <tls/crypto/secret.hpp>

#include <span>
#include <vector>

namespace tls::ifma {

/// A number as 64-bit limbs, the least significant first.
using limb_view = std::span<const std::uint64_t>;
using limb_span = std::span<std::uint64_t>;

/// The largest modulus, in bits: primes of RSA keys of 4096 bits.
inline constexpr std::size_t max_bits = 2078;

/// Whether this CPU, and the operating system, have the instructions. Nothing else here may be called if not.
bool is_supported() noexcept;

/// How many digits of 52 bits a modulus takes, with the two bits above it that the arithmetic wants.
constexpr std::size_t digits_for(std::size_t bits) noexcept
{
    return (bits + 2 + 51) / 52;
}

/// An odd modulus of at most max_bits, prepared for Montgomery's multiplication. Immutable. Wipes itself.
class montgomery {
public:
    /// `r_squared` is 2^(104 * digits_for(bits)) modulo the modulus. `bits` may be more than the modulus has.
    montgomery(limb_view modulus, limb_view r_squared, std::size_t bits);

    std::size_t digits() const noexcept { return digits_; }

private:
    friend struct access;
    using digit_vector = std::vector<std::uint64_t, wiping_allocator<std::uint64_t>>;

    std::size_t digits_;
    std::uint64_t inverse_; ///< of the modulus modulo 2^52, negated
    digit_vector modulus_;
    digit_vector r_squared_;
};

/// result = base ^ exponent modulo the modulus; the base is less than that. The result has room for the modulus,
/// and may be equal to it in place of zero. How many limbs each has is no secret, all else is.
struct power {
    const montgomery& modulus;
    limb_view base;
    limb_view exponent;
    limb_span result;
};

/// Both at the cost of little more than one. The moduli have as many digits, the exponents as many limbs.
void raise_both(const power&, const power&);

} // namespace tls::ifma

#endif
