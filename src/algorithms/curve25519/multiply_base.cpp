// Computes on the equivalent twisted Edwards curve (RFC 7748 section 4.1), where a multiple of a fixed point is a sum
// of a few table entries.

#include "algorithms/curve25519/multiply_base.hpp"

#include "algorithms/curve25519/field.hpp"

#include <tls/crypto/secret.hpp>

namespace tls::curve25519 {

namespace {

constexpr field_element zero{};
constexpr field_element one{{1}};
// x and y of the base point, and twice the curve constant d.
constexpr field_element base_x{{0x62d608f25d51a, 0x412a4b4f6592a, 0x75b7171a4b31d, 0x1ff60527118fe, 0x216936d3cd6e5}};
constexpr field_element base_y{{0x6666666666658, 0x4cccccccccccc, 0x1999999999999, 0x3333333333333, 0x6666666666666}};
constexpr field_element twice_d{{0x69b9426b2f159, 0x35050762add7a, 0x3cf44c0038052, 0x6738cc7407977, 0x2406d9dc56dff}};

// Extended coordinates: x = X/Z, y = Y/Z, x y = T/Z.
struct point {
    field_element x, y, z, t;
};

// A table entry in the form that addition needs; x and y are affine.
struct addend {
    field_element y_plus_x, y_minus_x, twice_dxy;
};

constexpr addend neutral{one, one, zero};

// Hisil, Wong, Carter, Dawson, "Twisted Edwards Curves Revisited", section 3.1, for a = -1 and Z2 = 1.
point add(const point& p, const addend& q)
{
    auto a = (p.y - p.x) * q.y_minus_x;
    auto b = (p.y + p.x) * q.y_plus_x;
    auto c = p.t * q.twice_dxy;
    auto d = p.z + p.z;
    auto e = b - a, f = d - c, g = d + c, h = b + a;
    return {e * f, g * h, f * g, e * h};
}

// Doubling, section 3.3 of the same paper.
point twice(const point& p)
{
    auto a = square(p.x);
    auto b = square(p.y);
    auto zz = square(p.z);
    auto sum = a + b;
    // All four have the opposite sign, which does not change any product.
    auto h = sum;
    auto e = sum - square(p.x + p.y);
    auto g = a - b;
    auto f = (zz + zz) + g;
    return {e * f, g * h, f * g, e * h};
}

addend to_addend(const point& p)
{
    auto z = inverse(p.z);
    auto x = p.x * z, y = p.y * z;
    return {(y + x) * one, (y - x) * one, x * y * twice_d};
}

constexpr std::size_t rows = 32;
constexpr std::size_t columns = 8;

// table[i][j] is (j + 1) * 256^i * base point.
using table = std::array<std::array<addend, columns>, rows>;

table make_table()
{
    table result;
    point first{base_x, base_y, one, base_x * base_y};
    for (auto& row : result) {
        row[0] = to_addend(first);
        auto multiple = first;
        for (std::size_t j = 1; j < columns; ++j) {
            multiple = add(multiple, row[0]);
            row[j] = to_addend(multiple);
        }
        for (unsigned i = 0; i < 8; ++i)
            first = twice(first);
    }
    return result;
}

// Returns a if the mask is all ones, b if it is zero.
std::uint64_t choose(std::uint64_t mask, std::uint64_t a, std::uint64_t b)
{
    return b ^ (mask & (a ^ b));
}

void choose_into(field_element& out, std::uint64_t mask, const field_element& other)
{
    for (unsigned i = 0; i < 5; ++i)
        out.digits[i] = choose(mask, other.digits[i], out.digits[i]);
}

// Returns all ones if the numbers are equal, otherwise zero. Both are small.
std::uint64_t equal_mask(std::uint64_t a, std::uint64_t b)
{
    return 0 - (((a ^ b) - 1) >> 63);
}

// Returns `digit` times the row's first point, for a digit from -8 to 8. Reads the whole row.
addend select(const std::array<addend, columns>& row, std::int8_t digit)
{
    auto wide = static_cast<std::uint64_t>(static_cast<std::int64_t>(digit));
    auto negative = 0 - (wide >> 63);
    auto magnitude = (wide ^ negative) - negative;
    auto selected = neutral;
    for (std::size_t j = 0; j < columns; ++j) {
        auto mask = equal_mask(magnitude, j + 1);
        choose_into(selected.y_plus_x, mask, row[j].y_plus_x);
        choose_into(selected.y_minus_x, mask, row[j].y_minus_x);
        choose_into(selected.twice_dxy, mask, row[j].twice_dxy);
    }
    // Negating a point negates x.
    auto y_plus_x = selected.y_plus_x;
    choose_into(selected.y_plus_x, negative, selected.y_minus_x);
    choose_into(selected.y_minus_x, negative, y_plus_x);
    choose_into(selected.twice_dxy, negative, zero - selected.twice_dxy);
    return selected;
}

// Returns the scalar in base 16, with digits from -8 to 8.
std::array<std::int8_t, 64> to_signed_digits(byte_view scalar)
{
    std::array<std::int8_t, 64> digits{};
    int carry = 0;
    for (std::size_t i = 0; i < digits.size(); ++i) {
        int nibble = ((scalar[i / 2] >> (4 * (i % 2))) & 15) + carry;
        carry = (nibble + 8) >> 4;
        if (i + 1 == digits.size())
            carry = 0; // the last digit is at most 8, since bit 255 is clear
        digits[i] = static_cast<std::int8_t>(nibble - 16 * carry);
    }
    return digits;
}

/// The multiplication itself. Field elements that depend on the scalar are on the stack, wherever the compiler puts
/// them.
[[gnu::noinline]] void multiply(byte_view scalar, byte_span out)
{
    static const auto powers = make_table(); // takes a millisecond, once
    const auto digits = to_signed_digits(scalar);
    // First the odd digits, then multiply the sum by sixteen and add the even digits: one table row serves two digits.
    point sum{zero, one, one, zero};
    for (std::size_t i = 1; i < digits.size(); i += 2)
        sum = add(sum, select(powers[i / 2], digits[i]));
    for (unsigned i = 0; i < 4; ++i)
        sum = twice(sum);
    for (std::size_t i = 0; i < digits.size(); i += 2)
        sum = add(sum, select(powers[i / 2], digits[i]));

    // RFC 7748 section 4.1: u = (1 + y) / (1 - y).
    store((sum.z + sum.y) * inverse(sum.z - sum.y), out);
}

/// Wipes the stack area of a function that was called from the same place just before. The size exceeds the needs of
/// multiply() with any compiler, even without optimization.
[[gnu::noinline]] void wipe_stack_below() noexcept
{
    std::array<std::uint8_t, 8192> below;
    wipe(below);
}

} // namespace

void multiply_base(byte_view scalar, byte_span out)
{
    multiply(scalar, out);
    wipe_stack_below();
}

} // namespace tls::curve25519
