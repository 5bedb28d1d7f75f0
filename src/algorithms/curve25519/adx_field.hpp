// The field of Curve25519 by BMI2 and ADX instructions: integers modulo 2^255 - 19, in constant time.

#ifndef TLS_SRC_ALGORITHMS_CURVE25519_ADX_FIELD_HPP
#define TLS_SRC_ALGORITHMS_CURVE25519_ADX_FIELD_HPP

#include "algorithms/multiprecision/multiply.hpp"

namespace tls::curve25519::adx {

using multiprecision::number;

/// A residue as any number below 2^256, so it has two or three forms. Sums and differences are of this type.
struct element {
    number limbs;
};

/// A residue below 2^255 + 2^23: a product, or a number that is below 2^255. The type is the proof of the bound: sums
/// and differences of two such need one carry less.
struct product : element {};

namespace detail {

// Adds 19 times the bits from 2^255 up, which HIGH (below 2^17) and the highest limb contain, to the limbs without
// these bits. The sum is below 2^255 + 19 * 2^18, so there is no further carry.
#define TLS_FOLD_HIGHEST_BITS(HIGH, R0, R1, R2, R3)                                                                    \
    "shldq $1, %[" R3 "], %[" HIGH "]\n\t"                                                                             \
    "btrq $63, %[" R3 "]\n\t"                                                                                          \
    "imulq $19, %[" HIGH "], %[" HIGH "]\n\t"                                                                          \
    "addq %[" HIGH "], %[" R0 "]\n\t"                                                                                  \
    "adcq $0, %[" R1 "]\n\t"                                                                                           \
    "adcq $0, %[" R2 "]\n\t"                                                                                           \
    "adcq $0, %[" R3 "]\n\t"

/// 2^256 is congruent to 38.
[[gnu::always_inline]] inline void reduce(product& out, multiprecision::wide_number w) noexcept
{
    std::uint64_t low, high;
    // The low half plus 38 times the high half is below 39 * 2^256.
    __asm__("movl $38, %%edx\n\t"
            "xorl %k[low], %k[low]\n\t"
            "mulxq %[r4], %[low], %[high]\n\t"
            "adcxq %[low], %[r0]\n\t"
            "adoxq %[high], %[r1]\n\t"
            "mulxq %[r5], %[low], %[high]\n\t"
            "adcxq %[low], %[r1]\n\t"
            "adoxq %[high], %[r2]\n\t"
            "mulxq %[r6], %[low], %[high]\n\t"
            "adcxq %[low], %[r2]\n\t"
            "adoxq %[high], %[r3]\n\t"
            "mulxq %[r7], %[low], %[high]\n\t"
            "adcxq %[low], %[r3]\n\t"
            "movl $0, %k[low]\n\t"
            "adoxq %[low], %[high]\n\t"
            "adcxq %[low], %[high]\n\t" //
            TLS_FOLD_HIGHEST_BITS("high", "r0", "r1", "r2", "r3") "movq %[r0], (%[out])\n\t"
                                                                  "movq %[r1], 8(%[out])\n\t"
                                                                  "movq %[r2], 16(%[out])\n\t"
                                                                  "movq %[r3], 24(%[out])\n\t"
            : [r0] "+&r"(w.limb0), [r1] "+&r"(w.limb1), [r2] "+&r"(w.limb2), [r3] "+&r"(w.limb3), [low] "=&r"(low),
              [high] "=&r"(high), "=m"(out)
            : [out] "r"(&out), [r4] "r"(w.limb4), [r5] "r"(w.limb5), [r6] "r"(w.limb6), [r7] "r"(w.limb7)
            : "rdx", "cc");
}

} // namespace detail

/// Computes out = a * b.
[[gnu::always_inline]] inline void multiply(product& out, const element& a, const element& b) noexcept
{
    detail::reduce(out, multiprecision::product(a.limbs, b.limbs));
}

/// Computes out = a * a.
[[gnu::always_inline]] inline void square(product& out, const element& a) noexcept
{
    detail::reduce(out, multiprecision::squared(a.limbs));
}

[[gnu::always_inline]] inline product operator*(const element& a, const element& b) noexcept
{
    product out;
    multiply(out, a, b);
    return out;
}

[[gnu::always_inline]] inline product square(const element& a) noexcept
{
    product out;
    square(out, a);
    return out;
}

[[gnu::always_inline]] inline element operator+(const product& a, const product& b) noexcept
{
    element out;
    std::uint64_t r0, r1, r2, r3, carry;
    // The sum is below 2^256 + 2^24. If it carries, the lowest limb is below 2^24, so adding 38 does not carry again.
    __asm__("movq (%[a]), %[r0]\n\t"
            "movq 8(%[a]), %[r1]\n\t"
            "movq 16(%[a]), %[r2]\n\t"
            "movq 24(%[a]), %[r3]\n\t"
            "addq (%[b]), %[r0]\n\t"
            "adcq 8(%[b]), %[r1]\n\t"
            "adcq 16(%[b]), %[r2]\n\t"
            "adcq 24(%[b]), %[r3]\n\t"
            "sbbq %[carry], %[carry]\n\t"
            "andl $38, %k[carry]\n\t"
            "addq %[carry], %[r0]\n\t"
            "movq %[r0], (%[out])\n\t"
            "movq %[r1], 8(%[out])\n\t"
            "movq %[r2], 16(%[out])\n\t"
            "movq %[r3], 24(%[out])\n\t"
            : [r0] "=&r"(r0), [r1] "=&r"(r1), [r2] "=&r"(r2), [r3] "=&r"(r3), [carry] "=&r"(carry), "=m"(out)
            : [out] "r"(&out), [a] "r"(&a), [b] "r"(&b), "m"(a), "m"(b)
            : "cc");
    return out;
}

[[gnu::always_inline]] inline element operator+(const element& a, const element& b) noexcept
{
    element out;
    std::uint64_t r0, r1, r2, r3, carry;
    // If the addition of 38 carries too, the lowest limb is below 38, so there is no third carry.
    __asm__("movq (%[a]), %[r0]\n\t"
            "movq 8(%[a]), %[r1]\n\t"
            "movq 16(%[a]), %[r2]\n\t"
            "movq 24(%[a]), %[r3]\n\t"
            "addq (%[b]), %[r0]\n\t"
            "adcq 8(%[b]), %[r1]\n\t"
            "adcq 16(%[b]), %[r2]\n\t"
            "adcq 24(%[b]), %[r3]\n\t"
            "sbbq %[carry], %[carry]\n\t"
            "andl $38, %k[carry]\n\t"
            "addq %[carry], %[r0]\n\t"
            "adcq $0, %[r1]\n\t"
            "adcq $0, %[r2]\n\t"
            "adcq $0, %[r3]\n\t"
            "sbbq %[carry], %[carry]\n\t"
            "andl $38, %k[carry]\n\t"
            "addq %[carry], %[r0]\n\t"
            "movq %[r0], (%[out])\n\t"
            "movq %[r1], 8(%[out])\n\t"
            "movq %[r2], 16(%[out])\n\t"
            "movq %[r3], 24(%[out])\n\t"
            : [r0] "=&r"(r0), [r1] "=&r"(r1), [r2] "=&r"(r2), [r3] "=&r"(r3), [carry] "=&r"(carry), "=m"(out)
            : [out] "r"(&out), [a] "r"(&a), [b] "r"(&b), "m"(a), "m"(b)
            : "cc");
    return out;
}

[[gnu::always_inline]] inline element operator-(const product& a, const product& b) noexcept
{
    element out;
    std::uint64_t r0, r1, r2, r3, borrow;
    // If the difference borrows, it has become 2^256 - 2^255 - 2^23 or more, so subtracting 38 does not borrow again.
    __asm__("movq (%[a]), %[r0]\n\t"
            "movq 8(%[a]), %[r1]\n\t"
            "movq 16(%[a]), %[r2]\n\t"
            "movq 24(%[a]), %[r3]\n\t"
            "subq (%[b]), %[r0]\n\t"
            "sbbq 8(%[b]), %[r1]\n\t"
            "sbbq 16(%[b]), %[r2]\n\t"
            "sbbq 24(%[b]), %[r3]\n\t"
            "sbbq %[borrow], %[borrow]\n\t"
            "andl $38, %k[borrow]\n\t"
            "subq %[borrow], %[r0]\n\t"
            "sbbq $0, %[r1]\n\t"
            "sbbq $0, %[r2]\n\t"
            "sbbq $0, %[r3]\n\t"
            "movq %[r0], (%[out])\n\t"
            "movq %[r1], 8(%[out])\n\t"
            "movq %[r2], 16(%[out])\n\t"
            "movq %[r3], 24(%[out])\n\t"
            : [r0] "=&r"(r0), [r1] "=&r"(r1), [r2] "=&r"(r2), [r3] "=&r"(r3), [borrow] "=&r"(borrow), "=m"(out)
            : [out] "r"(&out), [a] "r"(&a), [b] "r"(&b), "m"(a), "m"(b)
            : "cc");
    return out;
}

[[gnu::always_inline]] inline element operator-(const element& a, const element& b) noexcept
{
    element out;
    std::uint64_t r0, r1, r2, r3, borrow;
    // If the subtraction of 38 borrows too, the lowest limb is 2^64 - 38 or more, so there is no third borrow.
    __asm__("movq (%[a]), %[r0]\n\t"
            "movq 8(%[a]), %[r1]\n\t"
            "movq 16(%[a]), %[r2]\n\t"
            "movq 24(%[a]), %[r3]\n\t"
            "subq (%[b]), %[r0]\n\t"
            "sbbq 8(%[b]), %[r1]\n\t"
            "sbbq 16(%[b]), %[r2]\n\t"
            "sbbq 24(%[b]), %[r3]\n\t"
            "sbbq %[borrow], %[borrow]\n\t"
            "andl $38, %k[borrow]\n\t"
            "subq %[borrow], %[r0]\n\t"
            "sbbq $0, %[r1]\n\t"
            "sbbq $0, %[r2]\n\t"
            "sbbq $0, %[r3]\n\t"
            "sbbq %[borrow], %[borrow]\n\t"
            "andl $38, %k[borrow]\n\t"
            "subq %[borrow], %[r0]\n\t"
            "movq %[r0], (%[out])\n\t"
            "movq %[r1], 8(%[out])\n\t"
            "movq %[r2], 16(%[out])\n\t"
            "movq %[r3], 24(%[out])\n\t"
            : [r0] "=&r"(r0), [r1] "=&r"(r1), [r2] "=&r"(r2), [r3] "=&r"(r3), [borrow] "=&r"(borrow), "=m"(out)
            : [out] "r"(&out), [a] "r"(&a), [b] "r"(&b), "m"(a), "m"(b)
            : "cc");
    return out;
}

/// Returns a + 121665 * b.
[[gnu::always_inline]] inline product add_multiple_121665(const element& a, const element& b) noexcept
{
    product out;
    std::uint64_t r0, r1, r2, r3, low, high;
    // The sum is below 121666 * 2^256, so its fifth limb is below 2^17.
    __asm__("movq (%[a]), %[r0]\n\t"
            "movq 8(%[a]), %[r1]\n\t"
            "movq 16(%[a]), %[r2]\n\t"
            "movq 24(%[a]), %[r3]\n\t"
            "movl $121665, %%edx\n\t"
            "xorl %k[low], %k[low]\n\t"
            "mulxq (%[b]), %[low], %[high]\n\t"
            "adcxq %[low], %[r0]\n\t"
            "adoxq %[high], %[r1]\n\t"
            "mulxq 8(%[b]), %[low], %[high]\n\t"
            "adcxq %[low], %[r1]\n\t"
            "adoxq %[high], %[r2]\n\t"
            "mulxq 16(%[b]), %[low], %[high]\n\t"
            "adcxq %[low], %[r2]\n\t"
            "adoxq %[high], %[r3]\n\t"
            "mulxq 24(%[b]), %[low], %[high]\n\t"
            "adcxq %[low], %[r3]\n\t"
            "movl $0, %k[low]\n\t"
            "adoxq %[low], %[high]\n\t"
            "adcxq %[low], %[high]\n\t" //
            TLS_FOLD_HIGHEST_BITS("high", "r0", "r1", "r2", "r3") "movq %[r0], (%[out])\n\t"
                                                                  "movq %[r1], 8(%[out])\n\t"
                                                                  "movq %[r2], 16(%[out])\n\t"
                                                                  "movq %[r3], 24(%[out])\n\t"
            : [r0] "=&r"(r0), [r1] "=&r"(r1), [r2] "=&r"(r2), [r3] "=&r"(r3), [low] "=&r"(low), [high] "=&r"(high),
              "=m"(out)
            : [out] "r"(&out), [a] "r"(&a), [b] "r"(&b), "m"(a), "m"(b)
            : "rdx", "cc");
    return out;
}

#undef TLS_FOLD_HIGHEST_BITS

[[gnu::always_inline]] inline element select(std::uint64_t mask, const element& yes, const element& no) noexcept
{
    return {multiprecision::select(mask, yes.limbs, no.limbs)};
}

/// Returns the residue below the modulus.
inline number value(const product& a) noexcept
{
    // Below 2 * (2^255 - 19), so the modulus fits once at most. Adding 19 tells: it reaches 2^255 exactly then.
    multiprecision::number sum;
    __extension__ unsigned __int128 carry = 19;
    for (std::size_t i = 0; i < 4; ++i) {
        carry += a.limbs[i];
        sum[i] = static_cast<std::uint64_t>(carry);
        carry >>= 64;
    }
    const auto reaches = 0 - (sum[3] >> 63);
    sum[3] &= ~std::uint64_t{0} >> 1;
    return multiprecision::select(reaches, sum, a.limbs);
}

/// The field operations that the algorithms of the curve use.
struct field {
    using element = adx::element;
    using product = adx::product;

    /// Converts a number below 2^255.
    static constexpr product from(const number& n) noexcept { return {{n}}; }
    static number value(const product& a) noexcept { return adx::value(a); }
};

} // namespace tls::curve25519::adx

#endif
