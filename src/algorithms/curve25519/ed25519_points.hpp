// Points of Ed25519 over any implementation of the field, RFC 8032 section 5.1.

#ifndef TLS_SRC_ALGORITHMS_CURVE25519_ED25519_POINTS_HPP
#define TLS_SRC_ALGORITHMS_CURVE25519_ED25519_POINTS_HPP

#include "algorithms/curve25519/edwards.hpp"
#include "algorithms/curve25519/encoding.hpp"
#include "algorithms/curve25519/form.hpp"
#include "algorithms/multiprecision/sparse_digits.hpp"
#include "algorithms/multiprecision/stack.hpp"

#include <algorithm>

namespace tls::curve25519 {

template <class Field>
struct ed25519_points {
    using curve = edwards<Field>;
    using product = typename Field::product;
    using point = typename curve::point;

    static void encode_base_multiple(byte_view scalar, byte_span out)
    {
        compute_base_multiple(scalar, out);
        multiprecision::wipe_stack_below();
    }

    // Section 5.1.2.
    static void encode(const product& x, const product& y, const product& z, byte_span out) noexcept
    {
        const auto z_inverse = inverse<Field>(z);
        auto number = Field::value(y * z_inverse);
        number[3] |= Field::value(x * z_inverse)[0] << 63;
        store(number, out);
    }

    // Section 5.1.3. Not in constant time.
    static std::optional<affine_point> decode(byte_view encoded)
    {
        auto y_number = load(encoded);
        const auto sign = y_number[3] >> 63;
        y_number[3] &= ~highest_bit;
        if (!std::lexicographical_compare(y_number.rbegin(), y_number.rend(), modulus.rbegin(), modulus.rend()))
            return std::nullopt;
        const auto y = Field::from(y_number);
        const auto yy = square(y);
        const product u = (yy - curve::one) * curve::one, v = (yy * curve_constant + curve::one) * curve::one;
        // The candidate for the root of u / v is u v^3 (u v^7)^((p - 5) / 8).
        const auto v_cubed = square(v) * v;
        auto x = u * v_cubed * power_2_252_minus_3(u * (square(v_cubed) * v));
        const auto squared = Field::value(square(x) * v), u_number = Field::value(u);
        if (squared != u_number) {
            if (squared != Field::value((curve::zero - u) * curve::one))
                return std::nullopt;
            x = x * root_of_minus_one;
        }
        auto x_number = Field::value(x);
        if (x_number == multiprecision::number{} && sign != 0)
            return std::nullopt;
        if ((x_number[0] & 1) != sign)
            x_number = Field::value((curve::zero - x) * curve::one);
        return affine_point{x_number, y_number};
    }

    static bool is_difference(const multiprecision::number& first, const multiprecision::number& second,
                              const affine_point& subtracted, byte_view expected)
    {
        static const auto base_multiples = make_base_multiples();
        const auto multiples = make_multiples(subtracted);
        const multiprecision::sparse_digits<base_width> first_digits(first);
        const multiprecision::sparse_digits<width> second_digits(second);
        // From the top, both numbers at once, so that they share the doublings, which cost the most.
        auto sum = curve::neutral_point;
        auto i = first_digits.count;
        while (i != 0 && first_digits[i - 1] == 0 && second_digits[i - 1] == 0)
            --i;
        while (i-- != 0) {
            curve::double_in_place(sum);
            add_multiple(sum, base_multiples, first_digits[i]);
            add_multiple(sum, multiples, -second_digits[i]);
        }
        std::array<std::uint8_t, multiprecision::number_size> encoded;
        encode(sum.x, sum.y, sum.z, encoded);
        return std::equal(encoded.begin(), encoded.end(), expected.begin(), expected.end());
    }

private:
    static constexpr unsigned base_width = 8, width = 5;
    using base_multiples = std::array<typename curve::addend, multiprecision::sparse_digits<base_width>::multiples>;
    using point_multiples =
        std::array<typename curve::projective_addend, multiprecision::sparse_digits<width>::multiples>;

    // d of the curve's equation, and 2^((p - 1) / 4).
    static constexpr product curve_constant =
        Field::from({0x75eb4dca135978a3, 0x00700a4d4141d8ab, 0x8cc740797779e898, 0x52036cee2b6ffe73});
    static constexpr product root_of_minus_one =
        Field::from({0xc4ee1b274a0ea0b0, 0x2f431806ad2fe478, 0x2b4d00993dfbd7a7, 0x2b8324804fc1df0b});

    [[gnu::noinline]] static void compute_base_multiple(byte_view scalar, byte_span out)
    {
        const auto multiple = base_table<Field>().times(scalar);
        encode(multiple.x, multiple.y, multiple.z, out);
    }

    static product squared_often(product a, unsigned times) noexcept
    {
        for (unsigned i = 0; i < times; ++i)
            square(a, a);
        return a;
    }

    // The names say the exponents: ones_5 is a^(2^5 - 1).
    static product power_2_252_minus_3(const product& a) noexcept
    {
        const auto power_2 = square(a), power_9 = squared_often(power_2, 2) * a;
        const auto ones_5 = square(power_9 * power_2) * power_9;
        const auto ones_10 = squared_often(ones_5, 5) * ones_5;
        const auto ones_20 = squared_often(ones_10, 10) * ones_10;
        const auto ones_40 = squared_often(ones_20, 20) * ones_20;
        const auto ones_50 = squared_often(ones_40, 10) * ones_10;
        const auto ones_100 = squared_often(ones_50, 50) * ones_50;
        const auto ones_200 = squared_often(ones_100, 100) * ones_100;
        const auto ones_250 = squared_often(ones_200, 50) * ones_50;
        return squared_often(ones_250, 2) * a;
    }

    static base_multiples make_base_multiples() noexcept
    {
        base_multiples out;
        auto multiple = curve::base_point(), twice = multiple;
        curve::double_in_place(twice);
        const auto step = curve::to_addend(twice);
        for (auto& entry : out) {
            entry = curve::to_addend(multiple);
            curve::add(multiple, step);
        }
        return out;
    }

    static point_multiples make_multiples(const affine_point& p) noexcept
    {
        point_multiples out;
        const auto x = Field::from(p.x), y = Field::from(p.y);
        point multiple{x, y, curve::one, x * y}, twice = multiple;
        curve::double_in_place(twice);
        const auto step = curve::to_projective_addend(twice);
        for (auto& entry : out) {
            entry = curve::to_projective_addend(multiple);
            curve::add(multiple, step);
        }
        return out;
    }

    template <class Table>
    static void add_multiple(point& sum, const Table& table, int digit) noexcept
    {
        if (digit > 0)
            curve::add(sum, table[static_cast<std::size_t>(digit) / 2]);
        else if (digit < 0)
            curve::add(sum, curve::negated(table[static_cast<std::size_t>(-digit) / 2]));
    }
};

} // namespace tls::curve25519

#endif
