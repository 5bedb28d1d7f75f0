// 256-bit numbers.

#ifndef TLS_SRC_ALGORITHMS_MULTIPRECISION_NUMBER_HPP
#define TLS_SRC_ALGORITHMS_MULTIPRECISION_NUMBER_HPP

#include <tls/bytes.hpp>

#include <array>
#include <cstdint>
#include <cstring>

namespace tls::multiprecision {

/// A number from 0 to 2^256 - 1, in 64-bit limbs, least significant first.
using number = std::array<std::uint64_t, 4>;

inline constexpr std::size_t number_size = 32; ///< in bytes

/// Returns `yes` if all bits of the mask are set, `no` if none is. Takes the same time for both.
[[gnu::always_inline]] inline number select(std::uint64_t mask, const number& yes, const number& no) noexcept
{
    number out;
#if defined(__x86_64__)
    // The compiler would use vector instructions, which have to wait until limbs just stored are in the cache.
    std::uint64_t r0, r1, r2, r3;
    __asm__("movq (%[no]), %[r0]\n\t"
            "movq 8(%[no]), %[r1]\n\t"
            "movq 16(%[no]), %[r2]\n\t"
            "movq 24(%[no]), %[r3]\n\t"
            "testq %[mask], %[mask]\n\t"
            "cmovnzq (%[yes]), %[r0]\n\t"
            "cmovnzq 8(%[yes]), %[r1]\n\t"
            "cmovnzq 16(%[yes]), %[r2]\n\t"
            "cmovnzq 24(%[yes]), %[r3]\n\t"
            "movq %[r0], (%[out])\n\t"
            "movq %[r1], 8(%[out])\n\t"
            "movq %[r2], 16(%[out])\n\t"
            "movq %[r3], 24(%[out])\n\t"
            : [r0] "=&r"(r0), [r1] "=&r"(r1), [r2] "=&r"(r2), [r3] "=&r"(r3), "=m"(out)
            : [out] "r"(&out), [mask] "r"(mask), [yes] "r"(&yes), [no] "r"(&no), "m"(yes), "m"(no)
            : "cc");
#else
    __asm__("" : "+r"(mask)); // the compiler cannot know that it has only two values
    for (std::size_t i = 0; i < out.size(); ++i)
        out[i] = no[i] ^ (mask & (yes[i] ^ no[i]));
#endif
    return out;
}

} // namespace tls::multiprecision

#endif
