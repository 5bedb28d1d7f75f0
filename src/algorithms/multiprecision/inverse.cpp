// Bernstein and Yang, "Fast constant-time gcd computation and modular inversion", 2019, with the initial delta of 1/2.
// For numbers below 2^256 this variant needs at most 590 division steps (Wuille's bound by the convex hull of all
// reachable states, published with libsecp256k1). The steps are done in ten batches of 60, on the lowest digits only;
// each batch's matrix is then applied to the whole numbers.

#include "algorithms/multiprecision/inverse.hpp"

namespace tls::multiprecision {

namespace {

using detail::batch_bits;
using detail::digit_mask;
using detail::signed_number;

__extension__ using int128 = __int128;

/// f' = (u * f + v * g) / 2^steps, g' = (q * f + r * g) / 2^steps. The sums |u| + |v| and |q| + |r| are at most
/// 2^steps, and no entry is -2^steps.
struct matrix {
    std::int64_t u, v, q, r;
};

constexpr std::int64_t to_signed(std::uint64_t value) noexcept
{
    return static_cast<std::int64_t>(value);
}

constexpr std::uint64_t to_unsigned(std::int64_t value) noexcept
{
    return static_cast<std::uint64_t>(value);
}

constexpr unsigned short_steps = 20;

// 20 division steps on the lowest 20 bits of f and g. `negated_delta` is minus twice the paper's delta.
//
// A row of the matrix and its low bits share a word, so that one instruction changes all three: the word is
// low - (first * 2^41 + second * 2^62) / 2^i after i steps, which is a whole number. The absolute values of `low` are
// at most 2^20, because each new one is half of a sum or difference of two others. At the end the entries can be told
// apart: low is from -2^20 to 2^20 - 1, and -first from -2^20 to 2^20 - 1.
[[gnu::always_inline]] inline matrix short_batch(std::int64_t& negated_delta, std::uint64_t f_bits,
                                                 std::uint64_t g_bits) noexcept
{
    constexpr std::uint64_t low_mask = (std::uint64_t{1} << short_steps) - 1;
    std::uint64_t f = (f_bits & low_mask) - (std::uint64_t{1} << 41);
    std::uint64_t g = (g_bits & low_mask) - (std::uint64_t{1} << 62);
    auto e = to_unsigned(negated_delta);
    for (unsigned i = 0; i < short_steps; ++i) {
        // If delta > 0 and g is odd: (delta, f, g) = (1 - delta, g, (g - f) / 2). Otherwise
        // (1 + delta, f, (g + (g mod 2) * f) / 2). Each step waits for the last, so what needs only delta and f is
        // computed while the parity of g is not known.
        auto is_positive = to_unsigned(to_signed(e) >> 63);
        __asm__("" : "+r"(is_positive)); // the compiler cannot know that it has only two values
        const auto summand = (f ^ is_positive) - is_positive;
        auto is_odd = 0 - (g & 1);
        __asm__("" : "+r"(is_odd));
        const auto is_swapped = is_odd & is_positive;
        f ^= (f ^ g) & is_swapped;
        g = to_unsigned(to_signed(g + (summand & is_odd)) >> 1);
        e = (e ^ is_swapped) - (is_swapped + 2);
    }
    negated_delta = to_signed(e);
    auto first = [](std::uint64_t word) { return -(to_signed((word + (std::uint64_t{1} << 20)) << 22) >> 43); };
    auto second = [](std::uint64_t word) {
        return -(to_signed(word + (std::uint64_t{1} << 20) + (std::uint64_t{1} << 41)) >> 42);
    };
    return {first(f), second(f), first(g), second(g)};
}

matrix product(const matrix& after, const matrix& before) noexcept
{
    return {after.u * before.u + after.v * before.q, after.u * before.v + after.v * before.r,
            after.q * before.u + after.r * before.q, after.q * before.v + after.r * before.r};
}

// 60 division steps on the lowest 60 bits.
matrix batch(std::int64_t& negated_delta, const signed_number& f_number, const signed_number& g_number) noexcept
{
    const auto f = to_unsigned(f_number.digits[0]), g = to_unsigned(g_number.digits[0]);
    auto all = short_batch(negated_delta, f, g);
    for (unsigned done = short_steps; done < batch_bits; done += short_steps) {
        // After these steps 60 - done bits of the new numbers are known, and the next 20 steps need 20.
        const auto new_f = (to_unsigned(all.u) * f + to_unsigned(all.v) * g) >> done;
        const auto new_g = (to_unsigned(all.q) * f + to_unsigned(all.r) * g) >> done;
        all = product(short_batch(negated_delta, new_f, new_g), all);
    }
    return all;
}

// Returns the sum of term(i) * 2^(60 * i), divided by 2^60. Its lowest 60 bits are zero.
template <class Term>
[[gnu::always_inline]] inline signed_number shifted_sum(Term term) noexcept
{
    signed_number out;
    auto sum = term(0) >> batch_bits;
    for (std::size_t i = 1; i < out.digits.size(); ++i) {
        sum += term(i);
        out.digits[i - 1] = static_cast<std::int64_t>(sum) & to_signed(digit_mask);
        sum >>= batch_bits;
    }
    out.digits.back() = static_cast<std::int64_t>(sum);
    return out;
}

// Returns (a * first + b * second) / 2^60.
[[gnu::always_inline]] inline signed_number combined(std::int64_t a, const signed_number& first, std::int64_t b,
                                                     const signed_number& second) noexcept
{
    return shifted_sum([&](std::size_t i) {
        return static_cast<int128>(a) * first.digits[i] + static_cast<int128>(b) * second.digits[i];
    });
}

// Returns the same modulo the modulus, as the sum need not be divisible. Adds from -2^59 to 2^59 - 1 times the modulus,
// so the absolute value of the result is at most half the modulus above the operands' maximum.
[[gnu::always_inline]] inline signed_number combined(std::int64_t a, const signed_number& first, std::int64_t b,
                                                     const signed_number& second, const signed_number& modulus,
                                                     std::uint64_t modulus_inverse) noexcept
{
    const auto lowest = to_unsigned(a) * to_unsigned(first.digits[0]) + to_unsigned(b) * to_unsigned(second.digits[0]);
    const auto multiple = to_signed((0 - lowest * modulus_inverse) << (64 - batch_bits)) >> (64 - batch_bits);
    return shifted_sum([&](std::size_t i) {
        return static_cast<int128>(a) * first.digits[i] + static_cast<int128>(b) * second.digits[i] +
               static_cast<int128>(multiple) * modulus.digits[i];
    });
}

// Returns a * sign + b * factor.
signed_number add_multiple(const signed_number& a, std::int64_t sign, const signed_number& b,
                           std::int64_t factor) noexcept
{
    signed_number out;
    int128 sum = 0;
    for (std::size_t i = 0; i < out.digits.size(); ++i) {
        sum += static_cast<int128>(a.digits[i]) * sign + static_cast<int128>(b.digits[i]) * factor;
        out.digits[i] = static_cast<std::int64_t>(sum) & to_signed(digit_mask);
        sum >>= batch_bits;
    }
    out.digits.back() |= static_cast<std::int64_t>(sum << batch_bits);
    return out;
}

number to_number(const signed_number& n) noexcept
{
    auto bits = [&n](std::size_t i) { return to_unsigned(n.digits[i]); };
    return {bits(0) | bits(1) << 60, bits(1) >> 4 | bits(2) << 56, bits(2) >> 8 | bits(3) << 52,
            bits(3) >> 12 | bits(4) << 48};
}

} // namespace

number inversion_modulus::inverse(const number& a) const noexcept
{
    // f = d * a and g = e * a modulo the modulus.
    auto f = digits_, g = detail::to_digits(a);
    signed_number d{}, e{{1}};
    std::int64_t negated_delta = -1;
    for (unsigned i = 0; i < 10; ++i) {
        const auto m = batch(negated_delta, f, g);
        auto new_f = combined(m.u, f, m.v, g);
        g = combined(m.q, f, m.r, g);
        f = new_f;
        auto new_d = combined(m.u, d, m.v, e, digits_, inverse_);
        e = combined(m.q, d, m.r, e, digits_, inverse_);
        d = new_d;
    }
    // Now g is zero and f is 1 or -1, or the modulus if a was zero. The absolute value of d is below 6 times the
    // modulus.
    const auto sign = f.digits[4] >> 63 | 1;
    auto result = add_multiple(d, sign, digits_, 8);
    for (std::int64_t factor : {8, 4, 2, 1}) {
        auto rest = add_multiple(result, 1, digits_, -factor);
        auto is_negative = to_unsigned(rest.digits[4] >> 63);
        __asm__("" : "+r"(is_negative)); // the compiler cannot know that it has only two values
        for (std::size_t i = 0; i < 5; ++i)
            result.digits[i] =
                to_signed((to_unsigned(result.digits[i]) & is_negative) | (to_unsigned(rest.digits[i]) & ~is_negative));
    }
    return to_number(result);
}

} // namespace tls::multiprecision
