// Sums of multiples of P-256 points for ECDSA verification. Everything here is public: NOT constant-time.

#ifndef TLS_SRC_ALGORITHMS_P256_ADX_SUM_HPP
#define TLS_SRC_ALGORITHMS_P256_ADX_SUM_HPP

#include "algorithms/p256/adx_point.hpp"
#include "algorithms/p256/sparse_digits.hpp"

namespace tls::p256::adx {

/// A point with the powers of its Z that addition needs. Not infinity.
struct addend {
    element x, y, z, zz, zzz;
};

inline addend to_addend(const point& p) noexcept
{
    const auto zz = square(p.z);
    return {p.x, p.y, p.z, zz, zz * p.z};
}

inline addend negated(const addend& p) noexcept
{
    return {p.x, negated(p.y), p.z, p.zz, p.zzz};
}

inline affine_point negated(const affine_point& p) noexcept
{
    return {p.x, negated(p.y)};
}

namespace detail {

/// Adds a point to p: x2, y2 are its coordinates and x1, y1 are p's, scaled to a common Z.
[[gnu::always_inline]] inline void add_scaled(point& p, const element& x1, const element& y1, const element& x2,
                                              const element& y2, const element& z) noexcept
{
    const auto width = x2 - x1, height = y2 - y1;
    if (width != zero) {
        point sum;
        set_sum(sum, x1, y1, width, height, z);
        p = sum;
    } else if (height == zero) {
        double_in_place(p);
    } else {
        p.z = zero;
    }
}

} // namespace detail

inline void add_to(point& p, const addend& q) noexcept
{
    if (p.z == zero) {
        p = {q.x, q.y, q.z};
        return;
    }
    const auto zz = square(p.z);
    detail::add_scaled(p, p.x * q.zz, p.y * q.zzz, q.x * zz, q.y * (p.z * zz), p.z * q.z);
}

inline void add_to(point& p, const affine_point& q) noexcept
{
    if (p.z == zero) {
        p = {q.x, q.y, one};
        return;
    }
    const auto zz = square(p.z);
    detail::add_scaled(p, p.x, p.y, q.x * zz, q.y * (p.z * zz), p.z);
}

/// Adds digit * the point that the table of odd multiples belongs to.
template <class Table>
void add_multiple(point& sum, const Table& table, int digit) noexcept
{
    if (digit > 0)
        add_to(sum, table[static_cast<std::size_t>(digit) / 2]);
    else if (digit < 0)
        add_to(sum, negated(table[static_cast<std::size_t>(-digit) / 2]));
}

// A small table for the point, which is different each time; a large one for the generator.
inline constexpr unsigned point_width = 5;
inline constexpr unsigned generator_width = 8;

inline odd_multiples<addend, point_width> make_multiples(const affine_point& p) noexcept
{
    odd_multiples<addend, point_width> table;
    point multiple{p.x, p.y, one};
    table[0] = to_addend(multiple);
    auto twice = multiple;
    double_in_place(twice);
    const auto step = to_addend(twice);
    for (std::size_t i = 1; i < table.size(); ++i) {
        add_to(multiple, step);
        table[i] = to_addend(multiple);
    }
    return table;
}

inline odd_multiples<affine_point, generator_width> make_generator_multiples() noexcept
{
    odd_multiples<affine_point, generator_width> table;
    point multiple{generator.x, generator.y, one};
    auto twice = multiple;
    double_in_place(twice);
    const auto step = to_addend(twice);
    for (auto& entry : table) {
        entry = to_affine(multiple);
        add_to(multiple, step);
    }
    return table;
}

/// Returns first * generator + second * p.
inline point sum_of_multiples(const integer& first, const integer& second, const affine_point& p) noexcept
{
    static const auto generator_multiples = make_generator_multiples();
    const auto multiples = make_multiples(p);
    const sparse_digits<generator_width> first_digits(to_limbs(first));
    const sparse_digits<point_width> second_digits(to_limbs(second));

    // From the top, both numbers at once, so that they share the doublings, which cost the most.
    point sum{zero, one, zero};
    for (auto i = sparse_digits<point_width>::count; i-- != 0;) {
        if (sum.z != zero)
            double_in_place(sum);
        add_multiple(sum, generator_multiples, first_digits[i]);
        add_multiple(sum, multiples, second_digits[i]);
    }
    return sum;
}

} // namespace tls::p256::adx

#endif
