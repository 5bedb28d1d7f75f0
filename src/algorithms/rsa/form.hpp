// The implementations of the public RSA operation for different processors.

#ifndef TLS_SRC_ALGORITHMS_RSA_FORM_HPP
#define TLS_SRC_ALGORITHMS_RSA_FORM_HPP

#include "algorithms/rsa/limbs.hpp"

#include <memory>

namespace tls::rsa {

/// A public modulus, prepared for exponentiation. Immutable and thread-safe.
class public_modulus {
public:
    virtual ~public_modulus() = default;
    /// Computes result = base ^ exponent modulo the modulus. The base is less than the modulus, and has as many limbs
    /// as it, like the result. The exponent is not zero.
    virtual void raise(limb_view base, std::uint64_t exponent, limb_span result) const = 0;
};

struct form {
    std::size_t max_bits; ///< of a modulus
    /// Takes an odd number from 3 up, without a leading zero limb.
    std::unique_ptr<const public_modulus> (*prepare)(limb_view modulus);
};

/// Return the forms for CPUs with AVX-512 IFMA, and with BMI2 and ADX; null for other CPUs.
const form* ifma_form() noexcept;
const form* adx_form() noexcept;

/// Whether the form computes known answers.
bool is_working(const form&);

/// Returns the fastest form that the CPU supports and that works; null if there is none.
const form* best_form();

} // namespace tls::rsa

#endif
