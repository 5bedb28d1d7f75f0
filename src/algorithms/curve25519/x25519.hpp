// X25519 over any implementation of the field.

#ifndef TLS_SRC_ALGORITHMS_CURVE25519_X25519_HPP
#define TLS_SRC_ALGORITHMS_CURVE25519_X25519_HPP

#include "algorithms/curve25519/edwards.hpp"
#include "algorithms/curve25519/encoding.hpp"
#include "algorithms/curve25519/form.hpp"
#include "algorithms/curve25519/ladder.hpp"
#include "algorithms/multiprecision/stack.hpp"

namespace tls::curve25519 {

template <class Field>
struct x25519 {
    static void multiply_base(byte_view scalar, byte_span out)
    {
        compute_base(scalar, out);
        multiprecision::wipe_stack_below();
    }

    static void multiply(byte_view scalar, byte_view u, byte_span out)
    {
        compute(scalar, u, out);
        multiprecision::wipe_stack_below();
    }

private:
    [[gnu::noinline]] static void compute_base(byte_view scalar, byte_span out)
    {
        auto sum = base_table<Field>().times(scalar);
        // RFC 7748 section 4.1: u = (1 + y) / (1 - y).
        store(Field::value((sum.z + sum.y) * inverse<Field>((sum.z - sum.y) * Field::from({1}))), out);
    }

    [[gnu::noinline]] static void compute(byte_view scalar, byte_view u, byte_span out)
    {
        auto number = load(u);
        number[3] &= ~highest_bit; // "implementations of X25519 MUST mask the most significant bit"
        store(Field::value(multiply_u<Field>(scalar, Field::from(number))), out);
    }
};

} // namespace tls::curve25519

#endif
