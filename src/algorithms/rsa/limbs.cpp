#include "algorithms/rsa/limbs.hpp"

#include <algorithm>
#include <bit>

namespace tls::rsa {

namespace {

__extension__ using uint128 = unsigned __int128;

constexpr std::uint64_t high(uint128 number) noexcept
{
    return static_cast<std::uint64_t>(number >> limb_bits);
}

constexpr std::uint64_t low(uint128 number) noexcept
{
    return static_cast<std::uint64_t>(number);
}

// Shifts left by fewer than 64 bits. Returns the bits that are shifted out.
std::uint64_t shift_left(limb_span number, unsigned bits) noexcept
{
    std::uint64_t carry = 0;
    for (auto& limb : number) {
        const auto shifted = limb << bits | carry;
        carry = bits == 0 ? 0 : limb >> (limb_bits - bits);
        limb = shifted;
    }
    return carry;
}

void shift_right(limb_span number, unsigned bits) noexcept
{
    if (bits == 0)
        return;
    for (std::size_t i = 0; i < number.size(); ++i) {
        const auto above = i + 1 < number.size() ? number[i + 1] << (limb_bits - bits) : 0;
        number[i] = number[i] >> bits | above;
    }
}

// Adds the number to the lowest limbs. Returns the carry.
std::uint64_t add(limb_span to, limb_view number) noexcept
{
    std::uint64_t carry = 0;
    for (std::size_t i = 0; i < number.size(); ++i) {
        const auto sum = uint128{to[i]} + number[i] + carry;
        to[i] = low(sum);
        carry = high(sum);
    }
    return carry;
}

// Subtracts number * factor. Returns the borrow, a limb.
std::uint64_t subtract_multiple(limb_span from, limb_view number, std::uint64_t factor) noexcept
{
    std::uint64_t borrow = 0;
    for (std::size_t i = 0; i < number.size(); ++i) {
        const auto product = uint128{number[i]} * factor + borrow;
        borrow = high(product) + (from[i] < low(product) ? 1 : 0);
        from[i] -= low(product);
    }
    return borrow;
}

// Returns floor((highest * 2^64 + next) / divisor), or 2^64 - 1 if it is larger.
std::uint64_t estimated_quotient(std::uint64_t highest, std::uint64_t next, std::uint64_t divisor) noexcept
{
    if (highest >= divisor)
        return ~std::uint64_t{0};
#if defined(__x86_64__)
    std::uint64_t quotient = next; // fits, because the highest limb is less than the divisor
    __asm__("divq %[divisor]" : "+a"(quotient), "+d"(highest) : [divisor] "r"(divisor) : "cc");
    return quotient;
#else
    return low((uint128{highest} << limb_bits | next) / divisor);
#endif
}

// A step of Knuth's algorithm D (The Art of Computer Programming, section 4.3.1): reduces number + highest * 2^(64 *
// size) modulo a divisor whose highest bit is set. The number is below 2^64 times the divisor. The estimate exceeds the
// quotient by two at most.
void reduce(limb_span number, std::uint64_t highest, limb_view divisor) noexcept
{
    const auto quotient = estimated_quotient(highest, number.back(), divisor.back());
    highest -= subtract_multiple(number, divisor, quotient);
    while (highest != 0)
        highest += add(number, divisor);
}

} // namespace

limbs to_limbs(byte_view data)
{
    limbs out((data.size() + 7) / 8);
    for (std::size_t i = 0; i < data.size(); ++i)
        out[i / 8] |= std::uint64_t{data[data.size() - 1 - i]} << (8 * (i % 8));
    return out;
}

bool store(limb_view number, byte_span out) noexcept
{
    for (std::size_t i = 0; i < std::max(8 * number.size(), out.size()); ++i) {
        const auto byte = i / 8 < number.size() ? static_cast<std::uint8_t>(number[i / 8] >> (8 * (i % 8))) : 0;
        if (i < out.size())
            out[out.size() - 1 - i] = static_cast<std::uint8_t>(byte);
        else if (byte != 0)
            return false;
    }
    return true;
}

bool is_less(limb_view a, limb_view b) noexcept
{
    return std::lexicographical_compare(a.rbegin(), a.rend(), b.rbegin(), b.rend());
}

std::uint64_t negated_inverse(std::uint64_t odd) noexcept
{
    std::uint64_t inverse = odd; // three bits are correct, and each Newton step doubles their number
    for (int i = 0; i < 5; ++i)
        inverse *= 2 - odd * inverse;
    return 0 - inverse;
}

limbs power_of_two_modulo(std::size_t exponent, limb_view modulus)
{
    const auto shift = static_cast<unsigned>(std::countl_zero(modulus.back()));
    limbs divisor(modulus.begin(), modulus.end());
    shift_left(divisor, shift);
    // The divisor has its highest bit and, being odd before the shift and greater than one, another one.
    limbs power(divisor.size());
    power.back() = std::uint64_t{1} << (limb_bits - 1);

    auto missing = exponent + shift - (limb_bits * divisor.size() - 1);
    if (const auto first = static_cast<unsigned>(missing % limb_bits); first != 0) {
        const auto highest = shift_left(power, first);
        reduce(power, highest, divisor);
        missing -= first;
    }
    for (; missing != 0; missing -= limb_bits) {
        const auto highest = power.back();
        std::copy_backward(power.begin(), power.end() - 1, power.end());
        power.front() = 0;
        reduce(power, highest, divisor);
    }
    shift_right(power, shift);
    return power;
}

} // namespace tls::rsa
