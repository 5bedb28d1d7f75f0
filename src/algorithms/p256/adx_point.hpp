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
    const auto zz = square(p.z);
    const auto twice_y = p.y + p.y;
    const auto four_yy = square(twice_y);
    const auto product = (p.x - zz) * (p.x + zz);
    const auto slope = product + product + product;
    const auto four_xyy = four_yy * p.x;
    element eight_yyyy;
    halve(eight_yyyy, square(four_yy));

    multiply(p.z, twice_y, p.z);
    subtract(p.x, square(slope), four_xyy + four_xyy);
    subtract(p.y, slope * (four_xyy - p.x), eight_yyyy);
}

namespace detail {

/// Stores the sum of two points, scaled to a common Z: (x1, y1) and (x1 + width, y1 + height).
[[gnu::always_inline]] inline void set_sum(point& sum, const element& x1, const element& y1, const element& width,
                                           const element& height, const element& z) noexcept
{
    multiply(sum.z, z, width);
    const auto width_squared = square(width);
    const auto width_cubed = width * width_squared;
    const auto middle = x1 * width_squared;
    subtract(sum.x, square(height) - width_cubed, middle + middle);
    subtract(sum.y, height * (middle - sum.x), y1 * width_cubed);
}

} // namespace detail

/// Returns p + q, unless the points are equal: then it gives zeros. Also wrong if one of them is infinity.
[[gnu::always_inline]] inline point add_different(const point& p, const point& q) noexcept
{
    const auto p_zz = square(p.z), q_zz = square(q.z);
    const auto x1 = p.x * q_zz, x2 = q.x * p_zz;
    const auto y1 = p.y * (q.z * q_zz), y2 = q.y * (p.z * p_zz);
    point sum;
    detail::set_sum(sum, x1, y1, x2 - x1, y2 - y1, p.z * q.z);
    return sum;
}

/// The same for a point with Z = 1.
[[gnu::always_inline]] inline point add_different(const point& p, const affine_point& q) noexcept
{
    const auto p_zz = square(p.z);
    const auto x2 = q.x * p_zz;
    const auto y2 = q.y * (p.z * p_zz);
    point sum;
    detail::set_sum(sum, p.x, p.y, x2 - p.x, y2 - p.y, p.z);
    return sum;
}

inline affine_point to_affine(const point& p) noexcept
{
    const auto z = inverse(p.z);
    const auto zz = square(z);
    return {p.x * zz, p.y * (z * zz)};
}

} // namespace tls::p256::adx

#endif
