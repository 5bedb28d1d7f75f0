#include "algorithms/p256/verify.hpp"

#include "algorithms/multiprecision/inverse.hpp"
#include "algorithms/p256/sparse_digits.hpp"

#include <algorithm>

namespace tls::p256 {

namespace {

// Adds digit * the point that the table belongs to.
template <class Table>
void add_multiple(point& sum, const Table& table, int digit) noexcept
{
    if (digit > 0)
        sum = add(sum, table[static_cast<std::size_t>(digit) / 2]);
    else if (digit < 0)
        sum = add(sum, negated(table[static_cast<std::size_t>(-digit) / 2]));
}

// A small table for the point, which is different each time; a large one for the generator.
constexpr unsigned point_width = 5;
constexpr unsigned generator_width = 8;

odd_multiples<addend, point_width> make_multiples(const affine_point& p) noexcept
{
    odd_multiples<addend, point_width> table;
    auto multiple = to_point(p);
    table[0] = to_addend(multiple);
    const auto step = to_addend(twice(multiple));
    for (std::size_t i = 1; i < table.size(); ++i) {
        multiple = add(multiple, step);
        table[i] = to_addend(multiple);
    }
    return table;
}

odd_multiples<affine_point, generator_width> make_generator_multiples() noexcept
{
    odd_multiples<affine_point, generator_width> table;
    auto multiple = to_point(generator());
    const auto step = to_addend(twice(multiple));
    for (auto& entry : table) {
        entry = *to_affine(multiple);
        multiple = add(multiple, step);
    }
    return table;
}

// Whether x = X / Z^2.
bool has_x(const point& p, const integer& x) noexcept
{
    return is_zero(field_element::from(x) * square(p.z) - p.x);
}

bool is_in_range(const integer& number) noexcept
{
    return !is_zero(number) && is_less(number, order_modulus::value);
}

} // namespace

std::optional<affine_point> decode_point(byte_view encoded) noexcept
{
    constexpr std::uint8_t uncompressed = 4;
    if (encoded.size() != 1 + 2 * encoded_size || encoded[0] != uncompressed)
        return std::nullopt;
    auto x = load(encoded.subspan(1, encoded_size));
    auto y = load(encoded.last(encoded_size));
    if (!is_less(x, field_modulus::value) || !is_less(y, field_modulus::value))
        return std::nullopt;
    affine_point p{field_element::from(x), field_element::from(y)};
    if (!is_on_curve(p))
        return std::nullopt;
    return p;
}

point sum_of_multiples(const integer& first, const integer& second, const affine_point& p) noexcept
{
    static const auto generator_multiples = make_generator_multiples();
    const auto multiples = make_multiples(p);
    const sparse_digits<generator_width> first_digits(to_limbs(first));
    const sparse_digits<point_width> second_digits(to_limbs(second));

    // From the top, both numbers at once, so that they share the doublings, which cost the most.
    auto sum = infinity;
    for (auto i = sparse_digits<point_width>::count; i-- != 0;) {
        if (!sum.is_infinite)
            sum = twice(sum);
        add_multiple(sum, generator_multiples, first_digits[i]);
        add_multiple(sum, multiples, second_digits[i]);
    }
    return sum;
}

namespace {

// The factors of the generator and the public key: e / s and r / s. Empty if r or s is not from 1 to the order - 1.
struct factors {
    integer first, second;
};

std::optional<factors> factors_of(const integer& r, const integer& s, byte_view digest) noexcept
{
    static constexpr multiprecision::inversion_modulus inversion(order);
    if (!is_in_range(r) || !is_in_range(s))
        return std::nullopt;
    // "The leftmost min(N, outlen) bits" of the digest, as a number.
    auto e = load(digest.first(std::min(digest.size(), encoded_size)));
    auto w = scalar::from(to_integer(inversion.inverse(to_limbs(s))));
    return factors{(scalar::from(e) * w).value(), (scalar::from(r) * w).value()};
}

// A point's x, below the field modulus, must equal r modulo the order. The order is smaller, so x is r or r + order.
// Returns the second of these, or r again if the second is not below the field modulus.
integer other_x(const integer& r) noexcept
{
    auto other = r + order_modulus::value;
    return is_less(other, field_modulus::value) ? other : r;
}

} // namespace

bool is_signature(const integer& r, const integer& s, byte_view digest, const affine_point& public_key) noexcept
{
    auto by = factors_of(r, s, digest);
    if (!by)
        return false;
    auto sum = sum_of_multiples(by->first, by->second, public_key);
    return !sum.is_infinite && (has_x(sum, r) || has_x(sum, other_x(r)));
}

bool is_signature(const form& form, const integer& r, const integer& s, byte_view digest,
                  const coordinates& public_key) noexcept
{
    auto by = factors_of(r, s, digest);
    return by && form.has_sum(to_limbs(by->first), to_limbs(by->second), public_key, to_limbs(r), to_limbs(other_x(r)));
}

} // namespace tls::p256
