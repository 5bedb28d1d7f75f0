#include "algorithms/curve25519/form.hpp"
#include "algorithms/multiprecision/cpu.hpp"

#if defined(__x86_64__)
#include "algorithms/curve25519/adx_field.hpp"
#include "algorithms/curve25519/adx_results.hpp"
#include "algorithms/curve25519/ed25519_points.hpp"
#include "algorithms/curve25519/x25519.hpp"
#endif

namespace tls::curve25519 {

#if defined(__x86_64__)

namespace adx {

void write_quotient(const number& x, const number& z, byte_span out) noexcept
{
    store(field::value(field::from(x) * inverse<field>(field::from(z))), out);
}

void write_u(const number& y, const number& z, byte_span out) noexcept
{
    const auto a = field::from(z), b = field::from(y);
    store(field::value((a + b) * inverse<field>((a - b) * field::from({1}))), out);
}

void write_point(const number& x, const number& y, const number& z, byte_span out) noexcept
{
    ed25519_points<field>::encode(field::from(x), field::from(y), field::from(z), out);
}

number inverse_of(const number& a) noexcept
{
    return field::value(inverse<field>(field::from(a)));
}

} // namespace adx

#endif

const form* adx_form() noexcept
{
#if defined(__x86_64__)
    using functions = x25519<adx::field>;
    using points = ed25519_points<adx::field>;
    static constexpr form made{&functions::multiply_base, &functions::multiply, &points::encode_base_multiple,
                               &points::decode, &points::is_difference};
    return multiprecision::has_adx() ? &made : nullptr;
#else
    return nullptr;
#endif
}

} // namespace tls::curve25519
