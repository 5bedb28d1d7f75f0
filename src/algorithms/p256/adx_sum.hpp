// Sums of multiples of P-256 points for ECDSA verification. Everything here is public: NOT constant-time.

#ifndef TLS_SRC_ALGORITHMS_P256_ADX_SUM_HPP
#define TLS_SRC_ALGORITHMS_P256_ADX_SUM_HPP

#include "algorithms/p256/adx_point.hpp"
#include "algorithms/p256/sparse_digits.hpp"

namespace tls::p256::adx {

inline affine_point negated(const affine_point& p) noexcept
{
    return {p.x, negated(p.y)};
}

/// Adds q to p. Right for all points.
inline void add_to(point& p, const affine_point& q) noexcept
{
    if (p.z == zero) {
        p = {q.x, q.y, one};
        return;
    }
    const auto zz = square(p.z), zzz = zz * p.z;
    const auto width = q.x * zz - p.x;
    const auto width_squared = square(width);
    const auto height = q.y * zzz - p.y;
    if (width != zero) {
        point sum;
        detail::set_sum(sum, p.x, p.y, width, width_squared, height, p.z);
        p = sum;
    } else if (height == zero) {
        double_in_place(p);
    } else {
        p.z = zero;
    }
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
inline constexpr unsigned generator_width = 10;

/// Returns first * generator + second * p.
inline point sum_of_multiples(const integer& first, const integer& second, const affine_point& p) noexcept
{
    static const auto generator_multiples = odd_multiples_of<sparse_digits<generator_width>::multiples>(generator);
    const auto multiples = odd_multiples_of<sparse_digits<point_width>::multiples>(p);
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
