// Products of 256-bit numbers by the instructions MULX (BMI2), ADCX and ADOX (ADX). Call only if has_adx().

#ifndef TLS_SRC_ALGORITHMS_MULTIPRECISION_MULTIPLY_HPP
#define TLS_SRC_ALGORITHMS_MULTIPRECISION_MULTIPLY_HPP

#include "algorithms/multiprecision/number.hpp"

namespace tls::multiprecision {

/// A number from 0 to 2^512 - 1, least significant limb first. Separate members, so that they stay in registers.
struct wide_number {
    std::uint64_t limb0, limb1, limb2, limb3, limb4, limb5, limb6, limb7;
};

// Time and memory accesses of every function here are the same for all numbers. An assembly statement has at most 13
// register operands, because a frame pointer and a sanitizer may take two of the others. It names all memory that it
// reads, so it needs no general memory clobber. For Clang the product does not: with AddressSanitizer, Clang 14 takes
// more registers for the addresses of that memory.
#if defined(__clang__)
#define TLS_FACTORS(A, B) [a] "r"(A.data())
#define TLS_FACTORS_CLOBBER "memory"
#else
#define TLS_FACTORS(A, B) [a] "r"(A.data()), "m"(A), "m"(B)
#define TLS_FACTORS_CLOBBER "cc"
#endif

// One row of the schoolbook product: adds a * b[i] to the accumulators R0 to R3 and makes R4 of the carries. ADCX adds
// the low halves by the carry flag and ADOX the high halves by the overflow flag, so the chains do not wait for each
// other. Both flags must be clear. They are clear again afterwards, because the sum of the rows so far is below
// 2^(256 + 64 * (i + 1)). ZERO is a register that contains zero.
#define TLS_PRODUCT_ROW(ZERO, R0, R1, R2, R3, R4)                                                                      \
    "mulxq (%[a]), %[low], %[high]\n\t"                                                                                \
    "adcxq %[low], %[" R0 "]\n\t"                                                                                      \
    "adoxq %[high], %[" R1 "]\n\t"                                                                                     \
    "mulxq 8(%[a]), %[low], %[high]\n\t"                                                                               \
    "adcxq %[low], %[" R1 "]\n\t"                                                                                      \
    "adoxq %[high], %[" R2 "]\n\t"                                                                                     \
    "mulxq 16(%[a]), %[low], %[high]\n\t"                                                                              \
    "adcxq %[low], %[" R2 "]\n\t"                                                                                      \
    "adoxq %[high], %[" R3 "]\n\t"                                                                                     \
    "mulxq 24(%[a]), %[low], %[" R4 "]\n\t"                                                                            \
    "adcxq %[low], %[" R3 "]\n\t"                                                                                      \
    "adoxq %[" ZERO "], %[" R4 "]\n\t"                                                                                 \
    "adcxq %[" ZERO "], %[" R4 "]\n\t"

[[gnu::always_inline]] inline wide_number product(const number& a, const number& b) noexcept
{
    wide_number r;
    std::uint64_t low, high;
    const std::uint64_t* b_limbs = b.data(); // the register becomes a zero in the last row
    __asm__("movq (%[b]), %%rdx\n\t"
            "xorl %k[r7], %k[r7]\n\t"
            "mulxq (%[a]), %[r0], %[r1]\n\t"
            "mulxq 8(%[a]), %[low], %[r2]\n\t"
            "adcxq %[low], %[r1]\n\t"
            "mulxq 16(%[a]), %[low], %[r3]\n\t"
            "adcxq %[low], %[r2]\n\t"
            "mulxq 24(%[a]), %[low], %[r4]\n\t"
            "adcxq %[low], %[r3]\n\t"
            "adcxq %[r7], %[r4]\n\t"
            "movq 8(%[b]), %%rdx\n\t"                           //
            TLS_PRODUCT_ROW("r7", "r1", "r2", "r3", "r4", "r5") //
            "movq 16(%[b]), %%rdx\n\t"                          //
            TLS_PRODUCT_ROW("r7", "r2", "r3", "r4", "r5", "r6") "movq 24(%[b]), %%rdx\n\t"
                                                                "movl $0, %k[b]\n\t" // keeps the flags
            TLS_PRODUCT_ROW("b", "r3", "r4", "r5", "r6", "r7")
            : [r0] "=&r"(r.limb0), [r1] "=&r"(r.limb1), [r2] "=&r"(r.limb2), [r3] "=&r"(r.limb3), [r4] "=&r"(r.limb4),
              [r5] "=&r"(r.limb5), [r6] "=&r"(r.limb6), [r7] "=&r"(r.limb7), [low] "=&r"(low), [high] "=&r"(high),
              [b] "+&r"(b_limbs)
            : TLS_FACTORS(a, b)
            : "rdx", "cc", TLS_FACTORS_CLOBBER);
    return r;
}

#undef TLS_FACTORS_CLOBBER
#undef TLS_FACTORS
#undef TLS_PRODUCT_ROW

[[gnu::always_inline]] inline wide_number squared(const number& a) noexcept
{
    wide_number r;
    std::uint64_t low, high;
    // The six products of different limbs go to r1 to r6; then twice their sum plus the four squares.
    __asm__("movq (%[a]), %%rdx\n\t"
            "xorl %k[r0], %k[r0]\n\t"
            "mulxq 8(%[a]), %[r1], %[r2]\n\t"
            "mulxq 16(%[a]), %[low], %[r3]\n\t"
            "adcxq %[low], %[r2]\n\t"
            "mulxq 24(%[a]), %[low], %[r4]\n\t"
            "adcxq %[low], %[r3]\n\t"
            "movq 16(%[a]), %%rdx\n\t"
            "mulxq 8(%[a]), %[low], %[high]\n\t"
            "adoxq %[low], %[r3]\n\t"
            "adcxq %[high], %[r4]\n\t"
            "mulxq 24(%[a]), %[r5], %[r6]\n\t"
            "movq 8(%[a]), %%rdx\n\t"
            "mulxq 24(%[a]), %[low], %[high]\n\t"
            "adoxq %[low], %[r4]\n\t"
            "adcxq %[high], %[r5]\n\t"
            "adoxq %[r0], %[r5]\n\t"
            "adcxq %[r0], %[r6]\n\t"
            "adoxq %[r0], %[r6]\n\t"
            // The sum is below 2^448, so both flags are clear.
            "mulxq %%rdx, %[low], %[high]\n\t"
            "movq (%[a]), %%rdx\n\t"
            "mulxq %%rdx, %[r0], %[r7]\n\t"
            "adcxq %[r1], %[r1]\n\t"
            "adoxq %[r7], %[r1]\n\t"
            "movl $0, %k[r7]\n\t"
            "adcxq %[r2], %[r2]\n\t"
            "adoxq %[low], %[r2]\n\t"
            "adcxq %[r3], %[r3]\n\t"
            "adoxq %[high], %[r3]\n\t"
            "movq 16(%[a]), %%rdx\n\t"
            "mulxq %%rdx, %[low], %[high]\n\t"
            "adcxq %[r4], %[r4]\n\t"
            "adoxq %[low], %[r4]\n\t"
            "adcxq %[r5], %[r5]\n\t"
            "adoxq %[high], %[r5]\n\t"
            "movq 24(%[a]), %%rdx\n\t"
            "mulxq %%rdx, %[low], %[high]\n\t"
            "adcxq %[r6], %[r6]\n\t"
            "adoxq %[low], %[r6]\n\t"
            "adcxq %[r7], %[r7]\n\t"
            "adoxq %[high], %[r7]\n\t"
            : [r0] "=&r"(r.limb0), [r1] "=&r"(r.limb1), [r2] "=&r"(r.limb2), [r3] "=&r"(r.limb3), [r4] "=&r"(r.limb4),
              [r5] "=&r"(r.limb5), [r6] "=&r"(r.limb6), [r7] "=&r"(r.limb7), [low] "=&r"(low), [high] "=&r"(high)
            : [a] "r"(a.data()), "m"(a)
            : "rdx", "cc");
    return r;
}

} // namespace tls::multiprecision

#endif
