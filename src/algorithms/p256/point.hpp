// P-256 points, for operations on public data only: nothing here is constant-time.

#ifndef TLS_SRC_ALGORITHMS_P256_POINT_HPP
#define TLS_SRC_ALGORITHMS_P256_POINT_HPP

#include "algorithms/p256/residue.hpp"

#include <optional>

namespace tls::p256 {

/// x and y. The point at infinity has no such form.
struct affine_point {
    field_element x, y;
};

/// Jacobian coordinates: x = X / Z^2, y = Y / Z^3. Z is zero only at infinity; `is_infinite` says so too. Coordinates
/// are sums of at most nine products.
struct point {
    field_element x, y, z;
    bool is_infinite = false;
};

/// A point with the powers of its Z that addition needs.
struct addend {
    field_element x, y, z, z_squared, z_cubed;
};

inline const point infinity{{}, {}, {}, true};

inline affine_point generator() noexcept
{
    constexpr integer x{{0xa13945d898c296, 0x7d812deb33a0f4, 0xe563a440f27703, 0xe12c4247f8bce6, 0x6b17d1f2}};
    constexpr integer y{{0xb6406837bf51f5, 0x33576b315ececb, 0x4a7c0f9e162bce, 0xfe1a7f9b8ee7eb, 0x4fe342e2}};
    return {field_element::from(x), field_element::from(y)};
}

/// y^2 = x^3 - 3 x + b
inline bool is_on_curve(const affine_point& p) noexcept
{
    constexpr integer b{{0xce3c3e27d2604b, 0x6b0cc53b0f63b, 0x55769886bc651d, 0xaa3a93e7b3ebbd, 0x5ac635d8}};
    auto right = (square(p.x) - field_element::from({{3}})) * p.x + field_element::from(b);
    return is_zero(square(p.y) - right);
}

inline point to_point(const affine_point& p) noexcept
{
    return {p.x, p.y, field_element::from({{1}})};
}

/// `p` must not be infinity.
inline addend to_addend(const point& p) noexcept
{
    auto z_squared = square(p.z);
    return {p.x, p.y, p.z, z_squared, z_squared * p.z};
}

inline affine_point negated(const affine_point& p) noexcept
{
    return {p.x, field_element{} - p.y};
}

inline addend negated(const addend& p) noexcept
{
    return {p.x, field_element{} - p.y, p.z, p.z_squared, p.z_cubed};
}

inline point twice(const point& p) noexcept
{
    // No point has Y = 0, because it would have order two. If Z = 0, the result has Z = 0 too.
    auto z_squared = square(p.z);
    auto y_squared = square(p.y);
    auto xyy = p.x * y_squared;
    auto product = (p.x - z_squared) * (p.x + z_squared);
    auto slope = product + product + product;
    auto twice_xyy = xyy + xyy;
    auto four_xyy = twice_xyy + twice_xyy;
    auto twice_yy = y_squared + y_squared;
    auto four_yy = twice_yy + twice_yy;

    point out{{}, {}, {}, p.is_infinite};
    out.x = square(slope) - (four_xyy + four_xyy);
    out.y = difference_of_products(slope, four_xyy - out.x, four_yy, twice_yy);
    out.z = square(p.y + p.z) - y_squared - z_squared;
    return out;
}

namespace detail {

/// Two points, neither at infinity, scaled to a common Z.
struct aligned_points {
    field_element x1, x2, y1, y2;
    field_element z;
};

/// Returns their sum; `p` is the first of them.
[[gnu::always_inline]] inline point add(const aligned_points& both, const point& p) noexcept
{
    auto width = both.x2 - both.x1;
    auto height = both.y2 - both.y1;
    auto z = both.z * width;
    // The formulas need points with different x. For equal x they give zeros.
    if (is_zero_product(z))
        return is_zero(height) ? twice(p) : infinity;
    auto width_squared = square(width);
    auto width_cubed = width * width_squared;
    auto middle = both.x1 * width_squared;

    point out;
    out.x = square(height) - width_cubed - (middle + middle);
    out.y = difference_of_products(height, middle - out.x, both.y1, width_cubed);
    out.z = z;
    return out;
}

} // namespace detail

inline point add(const point& p, const addend& q) noexcept
{
    if (p.is_infinite)
        return {q.x, q.y, q.z};
    auto z_squared = square(p.z);
    return detail::add({p.x * q.z_squared, q.x * z_squared, p.y * q.z_cubed, q.y * (p.z * z_squared), p.z * q.z}, p);
}

inline point add(const point& p, const affine_point& q) noexcept
{
    if (p.is_infinite)
        return to_point(q);
    auto z_squared = square(p.z);
    return detail::add({p.x, q.x * z_squared, p.y, q.y * (p.z * z_squared), p.z}, p);
}

/// Empty if the point is infinity.
inline std::optional<affine_point> to_affine(const point& p) noexcept
{
    if (p.is_infinite)
        return std::nullopt;
    auto z = inverse(p.z);
    auto z_squared = square(z);
    return affine_point{p.x * z_squared, p.y * (z * z_squared)};
}

} // namespace tls::p256

#endif
