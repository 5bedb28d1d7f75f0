// Multiples of points on the twisted Edwards curve that is equivalent to Curve25519 (RFC 7748 section 4.1).
// There a multiple of a fixed point is a sum of a few table entries. This is also the curve of Ed25519.

#ifndef TLS_SRC_ALGORITHMS_CURVE25519_EDWARDS_HPP
#define TLS_SRC_ALGORITHMS_CURVE25519_EDWARDS_HPP

#include "algorithms/curve25519/inverse.hpp"
#include "algorithms/curve25519/signed_digits.hpp"
#include "algorithms/multiprecision/table.hpp"

namespace tls::curve25519 {

/// Points with coordinates in an implementation of the field.
template <class Field>
class edwards {
public:
    using element = typename Field::element;
    using product = typename Field::product;

    static constexpr product zero = Field::from({});
    static constexpr product one = Field::from({1});

    /// Extended coordinates: x = X/Z, y = Y/Z, x y = T/Z.
    struct point {
        product x, y, z, t;
    };

    static constexpr point neutral_point{zero, one, one, zero};

    /// A table entry in the form that addition needs; x and y are affine.
    struct addend {
        element y_plus_x, y_minus_x, twice_dxy;
    };

    /// The same for a point that is not affine.
    struct projective_addend {
        addend scaled; ///< the addend's numbers, times Z
        element twice_z;
    };

    static point base_point() noexcept
    {
        constexpr auto x =
            Field::from({0xc9562d608f25d51a, 0x692cc7609525a7b2, 0xc0a4e231fdd6dc5c, 0x216936d3cd6e53fe});
        constexpr auto y =
            Field::from({0x6666666666666658, 0x6666666666666666, 0x6666666666666666, 0x6666666666666666});
        return {x, y, one, x * y};
    }

    /// Adds q to p. Hisil, Wong, Carter, Dawson, "Twisted Edwards Curves Revisited", section 3.1, for a = -1 and Z2
    /// = 1. Complete: it has no exceptions, because d is not a square.
    [[gnu::always_inline]] static inline void add(point& p, const addend& q) noexcept
    {
        auto a = (p.y - p.x) * q.y_minus_x;
        auto b = (p.y + p.x) * q.y_plus_x;
        auto c = p.t * q.twice_dxy;
        auto d = p.z + p.z;
        auto e = b - a, h = b + a;
        auto f = d - c, g = d + c;
        set(p, e, f, g, h);
    }

    /// The same for any Z2.
    [[gnu::always_inline]] static inline void add(point& p, const projective_addend& q) noexcept
    {
        auto a = (p.y - p.x) * q.scaled.y_minus_x;
        auto b = (p.y + p.x) * q.scaled.y_plus_x;
        auto c = p.t * q.scaled.twice_dxy;
        auto d = p.z * q.twice_z;
        auto e = b - a, h = b + a;
        auto f = d - c, g = d + c;
        set(p, e, f, g, h);
    }

    /// Doubles p, section 3.3 of the same paper.
    [[gnu::always_inline]] static inline void double_in_place(point& p) noexcept
    {
        auto a = square(p.x);
        auto b = square(p.y);
        auto zz = square(p.z);
        auto sum = a + b;
        // All four have the opposite sign, which does not change any product.
        auto e = sum - square(p.x + p.y);
        auto g = a - b;
        auto f = (zz + zz) + g;
        set(p, e, f, g, sum);
    }

    static addend to_addend(const point& p) noexcept
    {
        auto z = inverse<Field>(p.z);
        auto x = p.x * z, y = p.y * z;
        return {(y + x) * one, (y - x) * one, x * y * twice_d()};
    }

    static projective_addend to_projective_addend(const point& p) noexcept
    {
        return {{(p.y + p.x) * one, (p.y - p.x) * one, p.t * twice_d()}, p.z + p.z};
    }

    static addend negated(const addend& p) noexcept
    {
        const element none = zero;
        return {p.y_minus_x, p.y_plus_x, none - p.twice_dxy};
    }

    static projective_addend negated(const projective_addend& p) noexcept { return {negated(p.scaled), p.twice_z}; }

private:
    static constexpr product twice_d() noexcept
    {
        return Field::from({0xebd69b9426b2f159, 0x00e0149a8283b156, 0x198e80f2eef3d130, 0x2406d9dc56dffce7});
    }

    // Both formulas end like this.
    [[gnu::always_inline]] static inline void set(point& p, const element& e, const element& f, const element& g,
                                                  const element& h) noexcept
    {
        multiply(p.x, e, f);
        multiply(p.y, g, h);
        multiply(p.z, f, g);
        multiply(p.t, e, h);
    }
};

/// Multiplies the base point by secret numbers. Immutable.
template <class Field>
class base_point_table {
public:
    base_point_table() noexcept
    {
        auto first = curve::base_point();
        for (auto& multiples : rows_) {
            multiples[0] = curve::to_addend(first);
            auto multiple = first;
            for (std::size_t j = 1; j < columns; ++j) {
                curve::add(multiple, multiples[0]);
                multiples[j] = curve::to_addend(multiple);
            }
            for (unsigned i = 0; i < 8; ++i)
                curve::double_in_place(first);
        }
    }

    /// Returns the base point's multiple. The scalar has 32 bytes, little-endian, and is below 2^255. In constant time.
    typename edwards<Field>::point times(byte_view scalar) const noexcept
    {
        const auto digits = to_signed_digits(scalar);
        // First the odd digits, then multiply the sum by sixteen and add the even digits: one table row serves two
        // digits.
        auto sum = curve::neutral_point;
        for (std::size_t i = 1; i < digits.size(); i += 2)
            curve::add(sum, select_addend(rows_[i / 2], digits[i]));
        for (unsigned i = 0; i < 4; ++i)
            curve::double_in_place(sum);
        for (std::size_t i = 0; i < digits.size(); i += 2)
            curve::add(sum, select_addend(rows_[i / 2], digits[i]));
        return sum;
    }

private:
    using curve = edwards<Field>;
    using addend = typename curve::addend;

    static constexpr std::size_t columns = 8;
    using row = std::array<addend, columns>;
    static constexpr addend neutral{curve::one, curve::one, curve::zero};

    // Returns `digit` times the row's first point, for a digit from -8 to 8. Reads the whole row.
    static addend select_addend(const row& multiples, std::int8_t digit) noexcept
    {
        auto wide = static_cast<std::uint64_t>(static_cast<std::int64_t>(digit));
        auto negative = 0 - (wide >> 63);
        auto magnitude = (wide ^ negative) - negative;
        const auto selected = multiprecision::select_entry(multiples, magnitude, neutral);
        // Negating a point negates x.
        const auto opposite = curve::negated(selected);
        return {select(negative, opposite.y_plus_x, selected.y_plus_x),
                select(negative, opposite.y_minus_x, selected.y_minus_x),
                select(negative, opposite.twice_dxy, selected.twice_dxy)};
    }

    std::array<row, 32> rows_; ///< rows_[i][j] is (j + 1) * 256^i * base point
};

template <class Field>
const base_point_table<Field>& base_table() noexcept
{
    static const base_point_table<Field> table; // takes a millisecond, once
    return table;
}

} // namespace tls::curve25519

#endif
