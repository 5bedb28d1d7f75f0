// The field of P-256 by BMI2 and ADX instructions: integers modulo 2^256 - 2^224 + 2^192 + 2^96 - 1, in Montgomery form
// with R = 2^256, in constant time.

#ifndef TLS_SRC_ALGORITHMS_P256_ADX_FIELD_HPP
#define TLS_SRC_ALGORITHMS_P256_ADX_FIELD_HPP

#include "algorithms/multiprecision/inverse.hpp"
#include "algorithms/multiprecision/multiply.hpp"

namespace tls::p256::adx {

using multiprecision::number;

/// The field modulus.
inline constexpr number modulus{0xffffffffffffffff, 0x00000000ffffffff, 0x0000000000000000, 0xffffffff00000001};

/// A residue times R, below the modulus. So are all operands and results here.
struct element {
    number limbs;

    /// Not in constant time.
    friend bool operator==(const element&, const element&) = default;
};

namespace detail {

// Subtracts the modulus from R0 to R3 with the carry in R4, if the difference is not negative. S0 to S3 and ONES are
// for use; P3 contains the modulus's highest limb.
#define TLS_SUBTRACT_MODULUS(R0, R1, R2, R3, R4, S0, S1, S2, S3, ONES, P3)                                             \
    "movq %[" R0 "], %[" S0 "]\n\t"                                                                                    \
    "movq %[" R1 "], %[" S1 "]\n\t"                                                                                    \
    "movq %[" R2 "], %[" S2 "]\n\t"                                                                                    \
    "movq %[" R3 "], %[" S3 "]\n\t"                                                                                    \
    "movl $-1, %k[" ONES "]\n\t"                                                                                       \
    "subq $-1, %[" R0 "]\n\t"                                                                                          \
    "sbbq %[" ONES "], %[" R1 "]\n\t"                                                                                  \
    "sbbq $0, %[" R2 "]\n\t"                                                                                           \
    "sbbq " P3 ", %[" R3 "]\n\t"                                                                                       \
    "sbbq $0, %[" R4 "]\n\t"                                                                                           \
    "cmovcq %[" S0 "], %[" R0 "]\n\t"                                                                                  \
    "cmovcq %[" S1 "], %[" R1 "]\n\t"                                                                                  \
    "cmovcq %[" S2 "], %[" R2 "]\n\t"                                                                                  \
    "cmovcq %[" S3 "], %[" R3 "]\n\t"

#define TLS_STORE(R0, R1, R2, R3)                                                                                      \
    "movq %[" R0 "], (%[out])\n\t"                                                                                     \
    "movq %[" R1 "], 8(%[out])\n\t"                                                                                    \
    "movq %[" R2 "], 16(%[out])\n\t"                                                                                   \
    "movq %[" R3 "], 24(%[out])\n\t"

// Adds M times the modulus, which makes M zero, and M drops out: the number becomes R1, R2, R3, TOP. The modulus is
// -1 + 2^96 + 0xffffffff00000001 * 2^192; rdx contains that factor.
#define TLS_CLEAR_LOWEST(M, R1, R2, R3, TOP)                                                                           \
    "mulxq %[" M "], %[low], %[" TOP "]\n\t"                                                                           \
    "movq %[" M "], %[shifted]\n\t"                                                                                    \
    "shlq $32, %[shifted]\n\t"                                                                                         \
    "shrq $32, %[" M "]\n\t"                                                                                           \
    "addq %[shifted], %[" R1 "]\n\t"                                                                                   \
    "adcq %[" M "], %[" R2 "]\n\t"                                                                                     \
    "adcq %[low], %[" R3 "]\n\t"                                                                                       \
    "adcq $0, %[" TOP "]\n\t"

/// Stores the number divided by R. The number is below the modulus times R.
[[gnu::always_inline]] inline void reduce(element& out, multiprecision::wide_number w) noexcept
{
    std::uint64_t top, low, shifted;
    // The low half becomes at most the modulus; with the high half it is below twice the modulus.
    __asm__("movabsq $0xffffffff00000001, %%rdx\n\t" //
            TLS_CLEAR_LOWEST("r0", "r1", "r2", "r3", "top") TLS_CLEAR_LOWEST("r1", "r2", "r3", "top", "r0")
                TLS_CLEAR_LOWEST("r2", "r3", "top", "r0", "r1")
                    TLS_CLEAR_LOWEST("r3", "top", "r0", "r1", "r2") "xorl %k[r3], %k[r3]\n\t"
                                                                    "addq %[r4], %[top]\n\t"
                                                                    "adcq %[r5], %[r0]\n\t"
                                                                    "adcq %[r6], %[r1]\n\t"
                                                                    "adcq %[r7], %[r2]\n\t"
                                                                    "adcq $0, %[r3]\n\t" //
            TLS_SUBTRACT_MODULUS("top", "r0", "r1", "r2", "r3", "r4", "r5", "r6", "r7", "low", "%%rdx")
                TLS_STORE("top", "r0", "r1", "r2")
            : [r0] "+&r"(w.limb0), [r1] "+&r"(w.limb1), [r2] "+&r"(w.limb2), [r3] "+&r"(w.limb3), [r4] "+&r"(w.limb4),
              [r5] "+&r"(w.limb5), [r6] "+&r"(w.limb6), [r7] "+&r"(w.limb7), [top] "=&r"(top), [low] "=&r"(low),
              [shifted] "=&r"(shifted), "=m"(out)
            : [out] "r"(&out)
            : "rdx", "cc");
}

#undef TLS_CLEAR_LOWEST

} // namespace detail

/// Computes out = a * b.
[[gnu::always_inline]] inline void multiply(element& out, const element& a, const element& b) noexcept
{
    detail::reduce(out, multiprecision::product(a.limbs, b.limbs));
}

/// Computes out = a * a.
[[gnu::always_inline]] inline void square(element& out, const element& a) noexcept
{
    detail::reduce(out, multiprecision::squared(a.limbs));
}

namespace detail {

/// Subtracts `subtrahend`, and adds the modulus times R to a negative difference. Both numbers are below the square of
/// the modulus; the result is not negative and below the modulus times R, as reduce() needs it.
[[gnu::always_inline]] inline void subtract(multiprecision::wide_number& w,
                                            const multiprecision::wide_number& subtrahend) noexcept
{
    std::uint64_t borrow;
    __asm__("subq (%[s]), %[r0]\n\t"
            "sbbq 8(%[s]), %[r1]\n\t"
            "sbbq 16(%[s]), %[r2]\n\t"
            "sbbq 24(%[s]), %[r3]\n\t"
            "sbbq 32(%[s]), %[r4]\n\t"
            "sbbq 40(%[s]), %[r5]\n\t"
            "sbbq 48(%[s]), %[r6]\n\t"
            "sbbq 56(%[s]), %[r7]\n\t"
            "sbbq %[borrow], %[borrow]\n\t"
            "movabsq $0xffffffff00000001, %%rdx\n\t"
            "andq %[borrow], %%rdx\n\t"
            "addq %[borrow], %[r4]\n\t"
            "movl %k[borrow], %k[borrow]\n\t" // 0xffffffff
            "adcq %[borrow], %[r5]\n\t"
            "adcq $0, %[r6]\n\t"
            "adcq %%rdx, %[r7]\n\t"
            : [r0] "+&r"(w.limb0), [r1] "+&r"(w.limb1), [r2] "+&r"(w.limb2), [r3] "+&r"(w.limb3), [r4] "+&r"(w.limb4),
              [r5] "+&r"(w.limb5), [r6] "+&r"(w.limb6), [r7] "+&r"(w.limb7), [borrow] "=&r"(borrow)
            : [s] "r"(&subtrahend), "m"(subtrahend)
            : "rdx", "cc");
}

} // namespace detail

/// Computes out = a * b - c * d, with one reduction.
[[gnu::always_inline]] inline void multiply_and_subtract(element& out, const element& a, const element& b,
                                                         const element& c, const element& d) noexcept
{
    const auto subtrahend = multiprecision::product(c.limbs, d.limbs);
    auto difference = multiprecision::product(a.limbs, b.limbs);
    detail::subtract(difference, subtrahend);
    detail::reduce(out, difference);
}

/// Computes out = a * b - c * c, with one reduction.
[[gnu::always_inline]] inline void multiply_and_subtract_square(element& out, const element& a, const element& b,
                                                                const element& c) noexcept
{
    const auto subtrahend = multiprecision::squared(c.limbs);
    auto difference = multiprecision::product(a.limbs, b.limbs);
    detail::subtract(difference, subtrahend);
    detail::reduce(out, difference);
}

[[gnu::always_inline]] inline element operator*(const element& a, const element& b) noexcept
{
    element out;
    multiply(out, a, b);
    return out;
}

[[gnu::always_inline]] inline element square(const element& a) noexcept
{
    element out;
    square(out, a);
    return out;
}

/// Computes out = a + b.
[[gnu::always_inline]] inline void add(element& out, const element& a, const element& b) noexcept
{
    std::uint64_t r0, r1, r2, r3, r4, s0, s1, s2, s3;
    const element* ones = &b; // the register is reused
    __asm__("movq (%[a]), %[r0]\n\t"
            "movq 8(%[a]), %[r1]\n\t"
            "movq 16(%[a]), %[r2]\n\t"
            "movq 24(%[a]), %[r3]\n\t"
            "xorl %k[r4], %k[r4]\n\t"
            "addq (%[ones]), %[r0]\n\t"
            "adcq 8(%[ones]), %[r1]\n\t"
            "adcq 16(%[ones]), %[r2]\n\t"
            "adcq 24(%[ones]), %[r3]\n\t"
            "adcq $0, %[r4]\n\t"
            "movabsq $0xffffffff00000001, %%rdx\n\t" //
            TLS_SUBTRACT_MODULUS("r0", "r1", "r2", "r3", "r4", "s0", "s1", "s2", "s3", "ones", "%%rdx")
                TLS_STORE("r0", "r1", "r2", "r3")
            : [r0] "=&r"(r0), [r1] "=&r"(r1), [r2] "=&r"(r2), [r3] "=&r"(r3), [r4] "=&r"(r4), [s0] "=&r"(s0),
              [s1] "=&r"(s1), [s2] "=&r"(s2), [s3] "=&r"(s3), [ones] "+&r"(ones), "=m"(out)
            : [out] "r"(&out), [a] "r"(&a), "m"(a), "m"(b)
            : "rdx", "cc");
}

/// Computes out = a - b.
[[gnu::always_inline]] inline void subtract(element& out, const element& a, const element& b) noexcept
{
    std::uint64_t r0, r1, r2, r3, borrow, low, high;
    // If the difference borrows, adds the modulus.
    __asm__("movq (%[a]), %[r0]\n\t"
            "movq 8(%[a]), %[r1]\n\t"
            "movq 16(%[a]), %[r2]\n\t"
            "movq 24(%[a]), %[r3]\n\t"
            "subq (%[b]), %[r0]\n\t"
            "sbbq 8(%[b]), %[r1]\n\t"
            "sbbq 16(%[b]), %[r2]\n\t"
            "sbbq 24(%[b]), %[r3]\n\t"
            "sbbq %[borrow], %[borrow]\n\t"
            "movl %k[borrow], %k[low]\n\t" // 0xffffffff
            "movq %[borrow], %[high]\n\t"
            "shlq $32, %[high]\n\t"
            "subq %[borrow], %[high]\n\t" // 0xffffffff00000001
            "addq %[borrow], %[r0]\n\t"
            "adcq %[low], %[r1]\n\t"
            "adcq $0, %[r2]\n\t"
            "adcq %[high], %[r3]\n\t" //
            TLS_STORE("r0", "r1", "r2", "r3")
            : [r0] "=&r"(r0), [r1] "=&r"(r1), [r2] "=&r"(r2), [r3] "=&r"(r3), [borrow] "=&r"(borrow), [low] "=&r"(low),
              [high] "=&r"(high), "=m"(out)
            : [out] "r"(&out), [a] "r"(&a), [b] "r"(&b), "m"(a), "m"(b)
            : "cc");
}

/// Computes out = 3 / 2 * a.
[[gnu::always_inline]] inline void multiply_by_three_halves(element& out, const element& a) noexcept
{
    std::uint64_t r0, r1, r2, r3, r4, s0, s1, s2, s3;
    const element* ones = &a; // the register is reused
    // If the number is odd, adds the modulus, which makes it even and at most 257 bits long. Half of that is below the
    // modulus.
    __asm__("movq (%[ones]), %[r0]\n\t"
            "movq 8(%[ones]), %[r1]\n\t"
            "movq 16(%[ones]), %[r2]\n\t"
            "movq 24(%[ones]), %[r3]\n\t"
            "xorl %k[r4], %k[r4]\n\t"
            "movl %k[r0], %k[s0]\n\t"
            "andl $1, %k[s0]\n\t"
            "negq %[s0]\n\t"
            "movl %k[s0], %k[s1]\n\t" // 0xffffffff
            "movabsq $0xffffffff00000001, %%rdx\n\t"
            "movq %%rdx, %[s3]\n\t"
            "andq %[s0], %[s3]\n\t"
            "addq %[s0], %[r0]\n\t"
            "adcq %[s1], %[r1]\n\t"
            "adcq $0, %[r2]\n\t"
            "adcq %[s3], %[r3]\n\t"
            "rcrq $1, %[r3]\n\t"
            "rcrq $1, %[r2]\n\t"
            "rcrq $1, %[r1]\n\t"
            "rcrq $1, %[r0]\n\t"
            "addq (%[ones]), %[r0]\n\t"
            "adcq 8(%[ones]), %[r1]\n\t"
            "adcq 16(%[ones]), %[r2]\n\t"
            "adcq 24(%[ones]), %[r3]\n\t"
            "adcq $0, %[r4]\n\t" //
            TLS_SUBTRACT_MODULUS("r0", "r1", "r2", "r3", "r4", "s0", "s1", "s2", "s3", "ones", "%%rdx")
                TLS_STORE("r0", "r1", "r2", "r3")
            : [r0] "=&r"(r0), [r1] "=&r"(r1), [r2] "=&r"(r2), [r3] "=&r"(r3), [r4] "=&r"(r4), [s0] "=&r"(s0),
              [s1] "=&r"(s1), [s2] "=&r"(s2), [s3] "=&r"(s3), [ones] "+&r"(ones), "=m"(out)
            : [out] "r"(&out), "m"(a)
            : "rdx", "cc");
}

#undef TLS_STORE
#undef TLS_SUBTRACT_MODULUS

[[gnu::always_inline]] inline element operator+(const element& a, const element& b) noexcept
{
    element out;
    add(out, a, b);
    return out;
}

[[gnu::always_inline]] inline element operator-(const element& a, const element& b) noexcept
{
    element out;
    subtract(out, a, b);
    return out;
}

inline constexpr element zero{};
/// R modulo the modulus.
inline constexpr element one{{0x0000000000000001, 0xffffffff00000000, 0xffffffffffffffff, 0x00000000fffffffe}};

/// Converts a number below the modulus.
inline element to_element(const number& n) noexcept
{
    constexpr element r_squared{{0x0000000000000003, 0xfffffffbffffffff, 0xfffffffffffffffe, 0x00000004fffffffd}};
    return element{n} * r_squared;
}

inline number value(const element& a) noexcept
{
    return (a * element{{1}}).limbs;
}

[[gnu::always_inline]] inline element select(std::uint64_t mask, const element& yes, const element& no) noexcept
{
    return {multiprecision::select(mask, yes.limbs, no.limbs)};
}

/// Returns the inverse, or zero for zero.
inline element inverse(const element& a) noexcept
{
    static constexpr multiprecision::inversion_modulus inversion(modulus);
    // The inverse of a R is a^-1 R^-1. Multiplication by R^3 gives a^-1 R.
    constexpr element r_cubed{{0xfffffffd0000000a, 0xffffffedfffffff7, 0x00000005fffffffc, 0x0000001800000001}};
    return element{inversion.inverse(a.limbs)} * r_cubed;
}

} // namespace tls::p256::adx

#endif
