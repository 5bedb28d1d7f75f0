// The implementations of X25519 and Ed25519 for different processors.

#ifndef TLS_SRC_ALGORITHMS_CURVE25519_FORM_HPP
#define TLS_SRC_ALGORITHMS_CURVE25519_FORM_HPP

#include "algorithms/multiprecision/number.hpp"

#include <optional>

namespace tls::curve25519 {

/// x and y below the field modulus.
struct affine_point {
    multiprecision::number x, y;
};

/// X25519 and the multiples of points that Ed25519 needs, by one implementation of the field. All byte arguments have
/// 32 bytes. X25519's scalars are clamped as in RFC 7748 section 5.
struct form {
    // In constant time.

    /// Writes the u coordinate of the base point's multiple (RFC 7748 section 4.1).
    void (*multiply_base)(byte_view scalar, byte_span out);
    /// Writes the u coordinate of a multiple of the point with this u coordinate (RFC 7748 section 5).
    void (*multiply)(byte_view scalar, byte_view u, byte_span out);
    /// Writes the encoding (RFC 8032 section 5.1.2) of the base point's multiple. The scalar is below 2^255.
    void (*encode_base_multiple)(byte_view scalar, byte_span out);

    // NOT in constant time: for public numbers only.

    /// RFC 8032 section 5.1.3; empty if it does not decode.
    std::optional<affine_point> (*decode)(byte_view encoded);
    /// Whether `expected` is the encoding of first * base point - second * point. The numbers are below 2^256; the
    /// point is on the curve.
    bool (*is_difference)(const multiprecision::number& first, const multiprecision::number& second,
                          const affine_point& point, byte_view expected);
};

const form& portable_form() noexcept;

/// Returns the form for CPUs with BMI2 and ADX; null for other CPUs.
const form* adx_form() noexcept;

/// Returns the form for CPUs with these and AVX-512 IFMA in vectors of 256 bits; null for other CPUs.
const form* ifma_form() noexcept;

/// Whether the form computes known answers.
bool is_working(const form&);

/// Returns the fastest form that the CPU supports and that works.
const form& best_form();

} // namespace tls::curve25519

#endif
