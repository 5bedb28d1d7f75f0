// The implementations of P-256 for secret multiples on different processors.

#ifndef TLS_SRC_ALGORITHMS_P256_FORM_HPP
#define TLS_SRC_ALGORITHMS_P256_FORM_HPP

#include "algorithms/p256/integer.hpp"

namespace tls::p256 {

/// x and y below the field modulus, of a point other than infinity.
struct coordinates {
    limbs x, y;

    /// Not in constant time.
    friend bool operator==(const coordinates&, const coordinates&) = default;
};

/// The number of points on the curve.
inline constexpr limbs order{0xf3b9cac2fc632551, 0xbce6faada7179e84, 0xffffffffffffffff, 0xffffffff00000000};

/// Multiplication by secret scalars from 1 to the order - 1: time and memory accesses do not depend on the scalar, and
/// no trace of it stays on the stack. And sums of public multiples.
struct form {
    coordinates (*multiply_base)(const limbs& scalar);
    coordinates (*multiply)(const limbs& scalar, const coordinates& point);
    /// Whether the numbers are the coordinates of a point. They may have any values. Not in constant time.
    bool (*is_point)(const coordinates&);
    /// Whether first * generator + second * point is a point whose x is one of the two; for numbers below 2^256. NOT in
    /// constant time: never use a secret number.
    bool (*has_sum)(const limbs& first, const limbs& second, const coordinates& point, const limbs& x,
                    const limbs& other_x);
};

/// Returns the form for CPUs with BMI2 and ADX; null for other CPUs.
const form* adx_form() noexcept;

/// Whether the form computes known answers.
bool is_working(const form&);

/// Returns the fastest form that the CPU supports and that works; null if there is none.
const form* best_form();

} // namespace tls::p256

#endif
