// P-256 points for secret multiples: formulas without branches, by adx_field.hpp.

#ifndef TLS_SRC_ALGORITHMS_P256_ADX_POINT_HPP
#define TLS_SRC_ALGORITHMS_P256_ADX_POINT_HPP

#include "algorithms/p256/adx_field.hpp"

namespace tls::p256::adx {

/// x and y. The point at infinity has no such form; a table entry of zeros stands for it.
struct affine_point {
    element x, y;
};

/// Jacobian coordinates: x = X / Z^2, y = Y / Z^3. Z is zero only at infinity.
struct point {
    element x, y, z;
};

inline constexpr affine_point generator{
    {{0x79e730d418a9143c, 0x75ba95fc5fedb601, 0x79fb732b77622510, 0x18905f76a53755c6}},
    {{0xddf25357ce95560a, 0x8b4ab8e4ba19e45c, 0xd2e88688dd21f325, 0x8571ff1825885d85}}};

/// y^2 = x^3 - 3 x + b. Not in constant time.
inline bool is_on_curve(const affine_point& p) noexcept
{
    constexpr element b{{0xd89cdf6229c4bddf, 0xacf005cd78843090, 0xe5a220abf7212ed6, 0xdc30061d04874834}};
    return square(p.y) == (square(p.x) - (one + one + one)) * p.x + b;
}

inline element negated(const element& a) noexcept
{
    return zero - a;
}

/// Doubles p; also right for infinity. No point has Y = 0, because it would have order two.
[[gnu::always_inline]] inline void double_in_place(point& p) noexcept
{
    const auto zz = square(p.z), yy = square(p.y);
    element half_slope;
    multiply_by_three_halves(half_slope, (p.x - zz) * (p.x + zz));
    const auto xyy = p.x * yy;

    // The coordinates of the usual formulas, divided by 4, 8 and 2.
    multiply(p.z, p.y, p.z);
    subtract(p.x, square(half_slope), xyy + xyy);
    multiply_and_subtract_square(p.y, half_slope, xyy - p.x, yy);
}

namespace detail {

// In the formulas for sums, products that do not need each other stand side by side: the processor computes them at the
// same time, but does not look ahead further than about two products.

/// Stores the sum of two points, scaled to a common Z: (x1, y1) and (x1 + width, y1 + height).
[[gnu::always_inline]] inline void set_sum(point& sum, const element& x1, const element& y1, const element& width,
                                           const element& width_squared, const element& height,
                                           const element& z) noexcept
{
    const auto width_cubed = width * width_squared, height_squared = square(height);
    const auto middle = x1 * width_squared;
    multiply(sum.z, z, width);
    subtract(sum.x, height_squared - width_cubed, middle + middle);
    multiply_and_subtract(sum.y, height, middle - sum.x, y1, width_cubed);
}

} // namespace detail

/// Returns p + q, unless the points are equal or opposite: then it gives zeros. Also wrong for infinity.
[[gnu::always_inline]] inline point add_different(const point& p, const affine_point& q) noexcept
{
    const auto zz = square(p.z), zzz = zz * p.z;
    const auto width = q.x * zz - p.x;
    const auto width_squared = square(width);
    const auto height = q.y * zzz - p.y;
    point sum;
    detail::set_sum(sum, p.x, p.y, width, width_squared, height, p.z);
    return sum;
}

inline affine_point to_affine(const point& p) noexcept
{
    const auto z = inverse(p.z);
    const auto zz = square(z);
    return {p.x * zz, p.y * (z * zz)};
}

/// x = X / ZZ, y = Y / ZZZ, where ZZ and ZZZ are the square and the cube of the same number. Not infinity. Cheaper than
/// `point` for sums without doublings.
struct sum_point {
    element x, y, zz, zzz;
};

/// Adds q to p, unless the points are equal or opposite: then it gives zeros.
[[gnu::always_inline]] inline void add_different_in_place(sum_point& p, const affine_point& q) noexcept
{
    const auto width = q.x * p.zz - p.x, height = q.y * p.zzz - p.y;
    const auto width_squared = square(width), height_squared = square(height);
    const auto width_cubed = width * width_squared, middle = p.x * width_squared;
    multiply(p.zz, p.zz, width_squared);
    multiply(p.zzz, p.zzz, width_cubed);
    subtract(p.x, height_squared - width_cubed, middle + middle);
    multiply_and_subtract(p.y, height, middle - p.x, p.y, width_cubed);
}

inline affine_point to_affine(const sum_point& p) noexcept
{
    const auto inverse_zzz = inverse(p.zzz);
    return {p.x * square(inverse_zzz * p.zz), p.y * inverse_zzz};
}

/// Returns p, 3 p, 5 p, ... Count is at least 2 and far below the order.
template <std::size_t Count>
std::array<affine_point, Count> odd_multiples_of(const affine_point& p) noexcept
{
    // 2 p, and p in coordinates with the same Z, which is y.
    const auto yy = square(p.y), xyy = p.x * yy;
    element half_slope;
    multiply_by_three_halves(half_slope, (p.x - one) * (p.x + one));
    affine_point twice;
    subtract(twice.x, square(half_slope), xyy + xyy);
    multiply_and_subtract_square(twice.y, half_slope, xyy - twice.x, yy);

    // Each multiple is the one before plus 2 p (Meloni's addition of points with the same Z), which also gives 2 p with
    // the Z of the sum. That Z is the old one times `width`. No multiple here is 2 p or -2 p, so it is not zero.
    std::array<affine_point, Count> multiples;
    std::array<element, Count> widths, z;
    multiples[0] = {xyy, square(yy)};
    z[0] = p.y;
    for (std::size_t j = 1; j < Count; ++j) {
        const auto& before = multiples[j - 1];
        auto& sum = multiples[j];
        const auto height = twice.y - before.y;
        subtract(widths[j], twice.x, before.x);
        const auto width_squared = square(widths[j]);
        const auto x = twice.x * width_squared, before_x = before.x * width_squared;
        const auto y = twice.y * (x - before_x);
        subtract(sum.x, square(height) - x, before_x);
        subtract(sum.y, height * (x - sum.x), y);
        twice = {x, y};
        multiply(z[j], z[j - 1], widths[j]);
    }

    auto inverse_z = inverse(z.back());
    for (auto j = Count; j-- != 0;) {
        const auto inverse_zz = square(inverse_z);
        multiples[j] = {multiples[j].x * inverse_zz, multiples[j].y * (inverse_zz * inverse_z)};
        if (j != 0)
            multiply(inverse_z, inverse_z, widths[j]);
    }
    return multiples;
}

} // namespace tls::p256::adx

#endif
