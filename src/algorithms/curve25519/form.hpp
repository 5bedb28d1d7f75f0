// The implementations of X25519 for different processors.

#ifndef TLS_SRC_ALGORITHMS_CURVE25519_FORM_HPP
#define TLS_SRC_ALGORITHMS_CURVE25519_FORM_HPP

#include <tls/bytes.hpp>

namespace tls::curve25519 {

/// X25519 by one implementation of the field. All arguments have 32 bytes, scalars are clamped as in RFC 7748
/// section 5. In constant time.
struct form {
    /// Writes the u coordinate of the base point's multiple (RFC 7748 section 4.1).
    void (*multiply_base)(byte_view scalar, byte_span out);
    /// Writes the u coordinate of a multiple of the point with this u coordinate (RFC 7748 section 5).
    void (*multiply)(byte_view scalar, byte_view u, byte_span out);
};

const form& portable_form() noexcept;

/// Returns the form for CPUs with BMI2 and ADX; null for other CPUs.
const form* adx_form() noexcept;

/// Whether the form computes known answers.
bool is_working(const form&);

/// Returns the fastest form that the CPU supports and that works.
const form& best_form();

} // namespace tls::curve25519

#endif
