#include "algorithms/multiprecision/cpu.hpp"
#include "algorithms/p256/form.hpp"

#if defined(__x86_64__)
#include "algorithms/multiprecision/stack.hpp"
#include "algorithms/p256/adx_multiples.hpp"
#include "algorithms/p256/adx_sum.hpp"

#include <algorithm>
#endif

namespace tls::p256 {

#if defined(__x86_64__)

namespace {

coordinates to_coordinates(const adx::affine_point& p)
{
    return {adx::value(p.x), adx::value(p.y)};
}

adx::affine_point from_coordinates(const coordinates& p)
{
    return {adx::to_element(p.x), adx::to_element(p.y)};
}

[[gnu::noinline]] coordinates compute_base(const limbs& scalar)
{
    static const adx::generator_table table; // takes a few milliseconds, once
    return to_coordinates(table.times(scalar));
}

[[gnu::noinline]] coordinates compute(const limbs& scalar, const coordinates& point)
{
    return to_coordinates(adx::times(scalar, from_coordinates(point)));
}

coordinates multiply_base(const limbs& scalar)
{
    const auto product = compute_base(scalar);
    multiprecision::wipe_stack_below();
    return product;
}

coordinates multiply(const limbs& scalar, const coordinates& point)
{
    const auto product = compute(scalar, point);
    multiprecision::wipe_stack_below();
    return product;
}

bool is_point(const coordinates& point)
{
    auto is_below_modulus = [](const limbs& n) {
        return std::lexicographical_compare(n.rbegin(), n.rend(), adx::modulus.rbegin(), adx::modulus.rend());
    };
    return is_below_modulus(point.x) && is_below_modulus(point.y) && is_on_curve(from_coordinates(point));
}

bool has_sum(const limbs& first, const limbs& second, const coordinates& point, const limbs& x, const limbs& other_x)
{
    const auto sum = adx::sum_of_multiples(to_integer(first), to_integer(second), from_coordinates(point));
    if (sum.z == adx::zero)
        return false;
    // x = X / Z^2
    const auto zz = square(sum.z);
    return adx::to_element(x) * zz == sum.x || adx::to_element(other_x) * zz == sum.x;
}

} // namespace

const form* adx_form() noexcept
{
    static constexpr form made{&multiply_base, &multiply, &is_point, &has_sum};
    return multiprecision::has_adx() ? &made : nullptr;
}

#else

const form* adx_form() noexcept
{
    return nullptr;
}

#endif

} // namespace tls::p256
