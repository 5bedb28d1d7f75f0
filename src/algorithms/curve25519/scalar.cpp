#include "algorithms/curve25519/scalar.hpp"

#include <algorithm>

namespace tls::curve25519 {

namespace {

using multiprecision::number;

__extension__ using uint128 = unsigned __int128;

constexpr std::uint64_t low(uint128 sum) noexcept
{
    return static_cast<std::uint64_t>(sum);
}

constexpr std::uint64_t high(uint128 sum) noexcept
{
    return static_cast<std::uint64_t>(sum >> 64);
}

// Subtracts the order once from a number below twice the order if it is not less than the order.
number subtract_order(const number& n) noexcept
{
    number rest;
    std::uint64_t borrow = 0;
    for (std::size_t i = 0; i < n.size(); ++i) {
        const auto difference = uint128{n[i]} - order[i] - borrow;
        rest[i] = low(difference);
        borrow = high(difference) & 1;
    }
    return multiprecision::select(0 - borrow, n, rest);
}

// -1 / order modulo 2^64.
constexpr std::uint64_t negated_inverse = [] {
    std::uint64_t inverse = order[0]; // three bits are correct, and each Newton step doubles their number
    for (int i = 0; i < 5; ++i)
        inverse *= 2 - order[0] * inverse;
    return 0 - inverse;
}();
static_assert(negated_inverse * order[0] == ~std::uint64_t{0});

// Returns a * b / 2^256 modulo the order (Montgomery's multiplication), for b below the order. After each step the sum
// is below twice the order and one: (sum + limb * b + multiple * order) / 2^64. So it has four limbs, and five within a
// step.
number montgomery_product(const number& a, const number& b) noexcept
{
    std::array<std::uint64_t, 5> sum{};
    for (std::size_t i = 0; i < 4; ++i) {
        const auto add_row = [&sum](const number& n, std::uint64_t factor) {
            std::uint64_t carry = 0;
            for (std::size_t j = 0; j < 4; ++j) {
                const auto t = uint128{n[j]} * factor + sum[j] + carry;
                sum[j] = low(t);
                carry = high(t);
            }
            sum[4] += carry;
        };
        add_row(b, a[i]);
        add_row(order, sum[0] * negated_inverse);
        std::copy(sum.begin() + 1, sum.end(), sum.begin());
        sum[4] = 0;
    }
    return subtract_order({sum[0], sum[1], sum[2], sum[3]});
}

// 2^256 and 2^512 modulo the order.
constexpr number r{0xd6ec31748d98951d, 0xc6ef5bf4737dcf70, 0xfffffffffffffffe, 0x0fffffffffffffff};
constexpr number r_squared{0xa40611e3449c0f01, 0xd00e1ba768859347, 0xceec73d217f5be65, 0x0399411b7c309a3d};

// Of two numbers below the order.
number sum_of(const number& a, const number& b) noexcept
{
    number sum;
    std::uint64_t carry = 0;
    for (std::size_t i = 0; i < sum.size(); ++i) {
        const auto t = uint128{a[i]} + b[i] + carry;
        sum[i] = low(t);
        carry = high(t);
    }
    return subtract_order(sum);
}

} // namespace

bool is_below_order(const number& n) noexcept
{
    return std::lexicographical_compare(n.rbegin(), n.rend(), order.rbegin(), order.rend());
}

number reduced(const number& low_half, const number& high_half) noexcept
{
    return sum_of(montgomery_product(low_half, r), montgomery_product(high_half, r_squared));
}

number multiply_add(const number& a, const number& b, const number& c) noexcept
{
    return sum_of(montgomery_product(montgomery_product(a, r_squared), b), c);
}

} // namespace tls::curve25519
