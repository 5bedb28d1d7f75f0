// Montgomery multiplication by the instructions MULX (BMI2), ADCX and ADOX (ADX), in blocks of eight limbs that stay in
// registers. Time and memory accesses depend on sizes only.

#include "algorithms/rsa/secret_powers.hpp"

#include "algorithms/multiprecision/cpu.hpp"
#include "algorithms/multiprecision/self_test.hpp"
#include "algorithms/multiprecision/stack.hpp"
#include "algorithms/rsa/known_numbers.hpp"

#include <algorithm>
#include <stdexcept>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace tls::rsa {

#if defined(__x86_64__)

namespace {

constexpr std::size_t block = 8; // limbs
constexpr std::size_t window_bits = 5;
constexpr std::size_t table_size = std::size_t{1} << window_bits;

using number = std::array<std::uint64_t, max_secret_limbs>;
using wide_number = std::array<std::uint64_t, 2 * max_secret_limbs>;

// Eight limbs, least significant first. Separate members, so that they stay in registers.
struct block_limbs {
    std::uint64_t limb0, limb1, limb2, limb3, limb4, limb5, limb6, limb7;
};

// For Clang an assembly statement does not name the memory that it reads: with AddressSanitizer it takes more registers
// for the addresses of that memory.
#if defined(__clang__)
#define TLS_BLOCK(A) [a] "r"(A)
#define TLS_BLOCK_CLOBBER "memory"
#else
#define TLS_BLOCK(A) [a] "r"(A), "m"(*reinterpret_cast<const std::uint64_t(*)[block]>(A))
#define TLS_BLOCK_CLOBBER "cc"
#endif

// One limb of the row: the low half of the product goes to R0 by the carry flag, the high half to R1 by the overflow
// flag.
#define TLS_ROW_STEP(OFFSET, R0, R1)                                                                                   \
    "mulxq " OFFSET "(%[a]), %[low], %[high]\n\t"                                                                      \
    "adcxq %[low], %[" R0 "]\n\t"                                                                                      \
    "adoxq %[high], %[" R1 "]\n\t"

// The last limb of a row. The highest limb of the result is in `high`.
#define TLS_ROW_END(OFFSET, R0)                                                                                        \
    "mulxq " OFFSET "(%[a]), %[low], %[high]\n\t"                                                                      \
    "adcxq %[low], %[" R0 "]\n\t"                                                                                      \
    "movl $0, %k[low]\n\t" /* keeps the flags */                                                                       \
    "adcxq %[low], %[high]\n\t"                                                                                        \
    "adoxq %[low], %[high]\n\t"

// Adds eight limbs * factor to eight limbs. The lowest limb of the result is returned, and the highest takes the place
// of r0: the others are r1 to r7. The result is at most (2^512 - 1) * 2^64, so it has nine limbs.
[[gnu::always_inline]] inline std::uint64_t add_row(const std::uint64_t* a, std::uint64_t factor, std::uint64_t& r0,
                                                    std::uint64_t& r1, std::uint64_t& r2, std::uint64_t& r3,
                                                    std::uint64_t& r4, std::uint64_t& r5, std::uint64_t& r6,
                                                    std::uint64_t& r7) noexcept
{
    std::uint64_t low, high;
    __asm__("xorl %k[low], %k[low]\n\t"    // clears both flags
            TLS_ROW_STEP("0", "r0", "r1")  //
            TLS_ROW_STEP("8", "r1", "r2")  //
            TLS_ROW_STEP("16", "r2", "r3") //
            TLS_ROW_STEP("24", "r3", "r4") //
            TLS_ROW_STEP("32", "r4", "r5") //
            TLS_ROW_STEP("40", "r5", "r6") //
            TLS_ROW_STEP("48", "r6", "r7") //
            TLS_ROW_END("56", "r7")        //
            : [r0] "+&r"(r0), [r1] "+&r"(r1), [r2] "+&r"(r2), [r3] "+&r"(r3), [r4] "+&r"(r4), [r5] "+&r"(r5),
              [r6] "+&r"(r6), [r7] "+&r"(r7), [low] "=&r"(low), [high] "=&r"(high)
            : TLS_BLOCK(a), "d"(factor)
            : "cc", TLS_BLOCK_CLOBBER);
    const auto lowest = r0;
    r0 = high;
    return lowest;
}

// Adds fewer limbs * factor to as many limbs. Returns the next limb of the result.
#define TLS_SHORT_ROW(STEPS, ...)                                                                                      \
    std::uint64_t low, high;                                                                                           \
    __asm__("xorl %k[low], %k[low]\n\t" STEPS                                                                          \
            : __VA_ARGS__, [low] "=&r"(low), [high] "=&r"(high)                                                        \
            : [a] "r"(a), "d"(factor)                                                                                  \
            : "cc", "memory");                                                                                         \
    return high

[[gnu::always_inline]] inline std::uint64_t add_short_row(const std::uint64_t* a, std::uint64_t factor,
                                                          std::uint64_t& r0, std::uint64_t& r1, std::uint64_t& r2,
                                                          std::uint64_t& r3, std::uint64_t& r4, std::uint64_t& r5,
                                                          std::uint64_t& r6) noexcept
{
    TLS_SHORT_ROW(
        TLS_ROW_STEP("0", "r0", "r1") TLS_ROW_STEP("8", "r1", "r2") TLS_ROW_STEP("16", "r2", "r3")
            TLS_ROW_STEP("24", "r3", "r4") TLS_ROW_STEP("32", "r4", "r5") TLS_ROW_STEP("40", "r5", "r6")
                TLS_ROW_END("48", "r6"),
        [r0] "+&r"(r0), [r1] "+&r"(r1), [r2] "+&r"(r2), [r3] "+&r"(r3), [r4] "+&r"(r4), [r5] "+&r"(r5), [r6] "+&r"(r6));
}

[[gnu::always_inline]] inline std::uint64_t add_short_row(const std::uint64_t* a, std::uint64_t factor,
                                                          std::uint64_t& r0, std::uint64_t& r1, std::uint64_t& r2,
                                                          std::uint64_t& r3, std::uint64_t& r4,
                                                          std::uint64_t& r5) noexcept
{
    TLS_SHORT_ROW(TLS_ROW_STEP("0", "r0", "r1") TLS_ROW_STEP("8", "r1", "r2") TLS_ROW_STEP("16", "r2", "r3")
                      TLS_ROW_STEP("24", "r3", "r4") TLS_ROW_STEP("32", "r4", "r5") TLS_ROW_END("40", "r5"),
                  [r0] "+&r"(r0), [r1] "+&r"(r1), [r2] "+&r"(r2), [r3] "+&r"(r3), [r4] "+&r"(r4), [r5] "+&r"(r5));
}

[[gnu::always_inline]] inline std::uint64_t add_short_row(const std::uint64_t* a, std::uint64_t factor,
                                                          std::uint64_t& r0, std::uint64_t& r1, std::uint64_t& r2,
                                                          std::uint64_t& r3, std::uint64_t& r4) noexcept
{
    TLS_SHORT_ROW(TLS_ROW_STEP("0", "r0", "r1") TLS_ROW_STEP("8", "r1", "r2") TLS_ROW_STEP("16", "r2", "r3")
                      TLS_ROW_STEP("24", "r3", "r4") TLS_ROW_END("32", "r4"),
                  [r0] "+&r"(r0), [r1] "+&r"(r1), [r2] "+&r"(r2), [r3] "+&r"(r3), [r4] "+&r"(r4));
}

[[gnu::always_inline]] inline std::uint64_t add_short_row(const std::uint64_t* a, std::uint64_t factor,
                                                          std::uint64_t& r0, std::uint64_t& r1, std::uint64_t& r2,
                                                          std::uint64_t& r3) noexcept
{
    TLS_SHORT_ROW(TLS_ROW_STEP("0", "r0", "r1") TLS_ROW_STEP("8", "r1", "r2") TLS_ROW_STEP("16", "r2", "r3")
                      TLS_ROW_END("24", "r3"),
                  [r0] "+&r"(r0), [r1] "+&r"(r1), [r2] "+&r"(r2), [r3] "+&r"(r3));
}

[[gnu::always_inline]] inline std::uint64_t add_short_row(const std::uint64_t* a, std::uint64_t factor,
                                                          std::uint64_t& r0, std::uint64_t& r1,
                                                          std::uint64_t& r2) noexcept
{
    TLS_SHORT_ROW(TLS_ROW_STEP("0", "r0", "r1") TLS_ROW_STEP("8", "r1", "r2") TLS_ROW_END("16", "r2"), [r0] "+&r"(r0),
                  [r1] "+&r"(r1), [r2] "+&r"(r2));
}

[[gnu::always_inline]] inline std::uint64_t add_short_row(const std::uint64_t* a, std::uint64_t factor,
                                                          std::uint64_t& r0, std::uint64_t& r1) noexcept
{
    TLS_SHORT_ROW(TLS_ROW_STEP("0", "r0", "r1") TLS_ROW_END("8", "r1"), [r0] "+&r"(r0), [r1] "+&r"(r1));
}

[[gnu::always_inline]] inline std::uint64_t add_short_row(const std::uint64_t* a, std::uint64_t factor,
                                                          std::uint64_t& r0) noexcept
{
    TLS_SHORT_ROW(TLS_ROW_END("0", "r0"), [r0] "+&r"(r0));
}

#undef TLS_SHORT_ROW
#undef TLS_ROW_END
#undef TLS_ROW_STEP

// Adds a * b, of eight limbs each, to the sum. The lowest eight limbs of the result go to `out`, the others stay.
[[gnu::always_inline]] inline void add_product(block_limbs& sum, std::uint64_t* out, const std::uint64_t* a,
                                               const std::uint64_t* b) noexcept
{
    auto& [limb0, limb1, limb2, limb3, limb4, limb5, limb6, limb7] = sum;
    out[0] = add_row(a, b[0], limb0, limb1, limb2, limb3, limb4, limb5, limb6, limb7);
    out[1] = add_row(a, b[1], limb1, limb2, limb3, limb4, limb5, limb6, limb7, limb0);
    out[2] = add_row(a, b[2], limb2, limb3, limb4, limb5, limb6, limb7, limb0, limb1);
    out[3] = add_row(a, b[3], limb3, limb4, limb5, limb6, limb7, limb0, limb1, limb2);
    out[4] = add_row(a, b[4], limb4, limb5, limb6, limb7, limb0, limb1, limb2, limb3);
    out[5] = add_row(a, b[5], limb5, limb6, limb7, limb0, limb1, limb2, limb3, limb4);
    out[6] = add_row(a, b[6], limb6, limb7, limb0, limb1, limb2, limb3, limb4, limb5);
    out[7] = add_row(a, b[7], limb7, limb0, limb1, limb2, limb3, limb4, limb5, limb6);
}

// Adds the multiple of the modulus that makes the lowest eight limbs of the sum zero. They are dropped. `inverse` is
// the negated inverse of the modulus.
[[gnu::always_inline]] inline void clear_lowest(block_limbs& sum, std::uint64_t* factors, const std::uint64_t* modulus,
                                                std::uint64_t inverse) noexcept
{
    auto& [limb0, limb1, limb2, limb3, limb4, limb5, limb6, limb7] = sum;
    add_row(modulus, factors[0] = limb0 * inverse, limb0, limb1, limb2, limb3, limb4, limb5, limb6, limb7);
    add_row(modulus, factors[1] = limb1 * inverse, limb1, limb2, limb3, limb4, limb5, limb6, limb7, limb0);
    add_row(modulus, factors[2] = limb2 * inverse, limb2, limb3, limb4, limb5, limb6, limb7, limb0, limb1);
    add_row(modulus, factors[3] = limb3 * inverse, limb3, limb4, limb5, limb6, limb7, limb0, limb1, limb2);
    add_row(modulus, factors[4] = limb4 * inverse, limb4, limb5, limb6, limb7, limb0, limb1, limb2, limb3);
    add_row(modulus, factors[5] = limb5 * inverse, limb5, limb6, limb7, limb0, limb1, limb2, limb3, limb4);
    add_row(modulus, factors[6] = limb6 * inverse, limb6, limb7, limb0, limb1, limb2, limb3, limb4, limb5);
    add_row(modulus, factors[7] = limb7 * inverse, limb7, limb0, limb1, limb2, limb3, limb4, limb5, limb6);
}

[[gnu::always_inline]] inline void store(std::uint64_t* out, const block_limbs& limbs) noexcept
{
    out[0] = limbs.limb0;
    out[1] = limbs.limb1;
    out[2] = limbs.limb2;
    out[3] = limbs.limb3;
    out[4] = limbs.limb4;
    out[5] = limbs.limb5;
    out[6] = limbs.limb6;
    out[7] = limbs.limb7;
}

// Adds eight limbs and the carry to the sum, and replaces the carry.
[[gnu::always_inline]] inline void add(block_limbs& sum, const std::uint64_t* a, std::uint64_t& carry) noexcept
{
    __asm__("negq %[carry]\n\t" // sets the carry flag unless the carry is zero
            "adcq (%[a]), %[r0]\n\t"
            "adcq 8(%[a]), %[r1]\n\t"
            "adcq 16(%[a]), %[r2]\n\t"
            "adcq 24(%[a]), %[r3]\n\t"
            "adcq 32(%[a]), %[r4]\n\t"
            "adcq 40(%[a]), %[r5]\n\t"
            "adcq 48(%[a]), %[r6]\n\t"
            "adcq 56(%[a]), %[r7]\n\t"
            "movl $0, %k[carry]\n\t"
            "adcq $0, %[carry]\n\t"
            : [r0] "+&r"(sum.limb0), [r1] "+&r"(sum.limb1), [r2] "+&r"(sum.limb2), [r3] "+&r"(sum.limb3),
              [r4] "+&r"(sum.limb4), [r5] "+&r"(sum.limb5), [r6] "+&r"(sum.limb6), [r7] "+&r"(sum.limb7),
              [carry] "+&r"(carry)
            : TLS_BLOCK(a)
            : "cc", TLS_BLOCK_CLOBBER);
}

#undef TLS_BLOCK_CLOBBER
#undef TLS_BLOCK

constexpr std::array<std::uint64_t, block> zeros{};

// sum += a * b, for a number a of `blocks` and a number b of one. The sum has blocks + 1. Returns the carry.
std::uint64_t add_row_of_blocks(std::uint64_t* sum, const std::uint64_t* a, std::size_t blocks,
                                const std::uint64_t* b) noexcept
{
    block_limbs rest{};
    std::uint64_t carry = 0;
    for (; blocks != 0; --blocks, a += block, sum += block) {
        add(rest, sum, carry);
        add_product(rest, sum, a, b);
    }
    add(rest, sum, carry);
    store(sum, rest);
    return carry;
}

// Adds a carry to a number of `blocks`. The sum fits.
void add_carry(std::uint64_t* sum, std::size_t blocks, std::uint64_t carry) noexcept
{
    for (; blocks != 0; --blocks, sum += block) {
        block_limbs rest{};
        add(rest, sum, carry);
        store(sum, rest);
    }
}

// sum = 2 * sum plus the squares of the limbs of a, for a number a of `blocks` and a sum of twice as many.
void double_and_add_squares(std::uint64_t* sum, const std::uint64_t* a, std::size_t blocks) noexcept
{
#define TLS_SQUARE_STEP(OFFSET, OFFSET_LOW, OFFSET_HIGH)                                                               \
    "movq " OFFSET "(%[a]), %%rdx\n\t"                                                                                 \
    "mulxq %%rdx, %[low], %[high]\n\t"                                                                                 \
    "movq " OFFSET_LOW "(%[sum]), %[limb]\n\t"                                                                         \
    "adcxq %[limb], %[limb]\n\t"                                                                                       \
    "adoxq %[limb], %[low]\n\t"                                                                                        \
    "movq %[low], " OFFSET_LOW "(%[sum])\n\t"                                                                          \
    "movq " OFFSET_HIGH "(%[sum]), %[limb]\n\t"                                                                        \
    "adcxq %[limb], %[limb]\n\t"                                                                                       \
    "adoxq %[limb], %[high]\n\t"                                                                                       \
    "movq %[high], " OFFSET_HIGH "(%[sum])\n\t"
    std::uint64_t limb, low, high;
    // LEA and JRCXZ keep the flags. XOR clears them.
    __asm__ volatile("xorl %k[limb], %k[limb]\n\t"
                     "1:\n\t"                            //
                     TLS_SQUARE_STEP("0", "0", "8")      //
                     TLS_SQUARE_STEP("8", "16", "24")    //
                     TLS_SQUARE_STEP("16", "32", "40")   //
                     TLS_SQUARE_STEP("24", "48", "56")   //
                     TLS_SQUARE_STEP("32", "64", "72")   //
                     TLS_SQUARE_STEP("40", "80", "88")   //
                     TLS_SQUARE_STEP("48", "96", "104")  //
                     TLS_SQUARE_STEP("56", "112", "120") //
                     "leaq 64(%[a]), %[a]\n\t"
                     "leaq 128(%[sum]), %[sum]\n\t"
                     "leaq -1(%%rcx), %%rcx\n\t"
                     "jrcxz 2f\n\t"
                     "jmp 1b\n\t"
                     "2:\n\t"
                     : [limb] "=&r"(limb), [low] "=&r"(low), [high] "=&r"(high), [a] "+&r"(a), [sum] "+&r"(sum),
                       "+&c"(blocks)
                     :
                     : "rdx", "cc", "memory");
#undef TLS_SQUARE_STEP
}

// out = a - b, for numbers of `blocks`. Ignores the last borrow.
void subtract(std::uint64_t* out, const std::uint64_t* a, const std::uint64_t* b, std::size_t blocks) noexcept
{
#define TLS_SUBTRACTION_STEP(OFFSET)                                                                                   \
    "movq " OFFSET "(%[a]), %[limb]\n\t"                                                                               \
    "sbbq " OFFSET "(%[b]), %[limb]\n\t"                                                                               \
    "movq %[limb], " OFFSET "(%[out])\n\t"
    std::uint64_t limb;
    __asm__ volatile("xorl %k[limb], %k[limb]\n\t"
                     "1:\n\t"                   //
                     TLS_SUBTRACTION_STEP("0")  //
                     TLS_SUBTRACTION_STEP("8")  //
                     TLS_SUBTRACTION_STEP("16") //
                     TLS_SUBTRACTION_STEP("24") //
                     TLS_SUBTRACTION_STEP("32") //
                     TLS_SUBTRACTION_STEP("40") //
                     TLS_SUBTRACTION_STEP("48") //
                     TLS_SUBTRACTION_STEP("56") //
                     "leaq 64(%[a]), %[a]\n\t"
                     "leaq 64(%[b]), %[b]\n\t"
                     "leaq 64(%[out]), %[out]\n\t"
                     "leaq -1(%%rcx), %%rcx\n\t"
                     "jrcxz 2f\n\t"
                     "jmp 1b\n\t"
                     "2:\n\t"
                     : [limb] "=&r"(limb), [a] "+&r"(a), [b] "+&r"(b), [out] "+&r"(out), "+&c"(blocks)
                     :
                     : "cc", "memory");
#undef TLS_SUBTRACTION_STEP
}

// The sum of all products of two different ones of eight limbs, each once. Row i is for limbs i and above, and makes
// two limbs of the sum final. The names of limbs have their positions.
void multiply_limbs(std::uint64_t* out, const std::uint64_t* a) noexcept
{
    out[0] = 0;
    std::uint64_t p1 = 0, p2 = 0, p3 = 0, p4 = 0, p5 = 0, p6 = 0, p7 = 0;
    auto p8 = add_short_row(a + 1, a[0], p1, p2, p3, p4, p5, p6, p7);
    out[1] = p1;
    out[2] = p2;
    auto p9 = add_short_row(a + 2, a[1], p3, p4, p5, p6, p7, p8);
    out[3] = p3;
    out[4] = p4;
    auto p10 = add_short_row(a + 3, a[2], p5, p6, p7, p8, p9);
    out[5] = p5;
    out[6] = p6;
    auto p11 = add_short_row(a + 4, a[3], p7, p8, p9, p10);
    out[7] = p7;
    out[8] = p8;
    auto p12 = add_short_row(a + 5, a[4], p9, p10, p11);
    out[9] = p9;
    out[10] = p10;
    auto p13 = add_short_row(a + 6, a[5], p11, p12);
    out[11] = p11;
    out[12] = p12;
    auto p14 = add_short_row(a + 7, a[6], p13);
    out[13] = p13;
    out[14] = p14;
    out[15] = 0;
}

// All secret intermediate values in one place, to be wiped.
struct workspace {
    explicit workspace(std::size_t count) : blocks(count) {}
    workspace(const workspace&) = delete;
    workspace& operator=(const workspace&) = delete;
    ~workspace() { wipe(this, sizeof *this); }

    std::size_t blocks;
    std::uint64_t inverse = 0;
    number modulus{}, result{}, factor{}, subtrahend{};
    wide_number product{};
    std::array<std::uint64_t, block> factors{};
    std::array<number, table_size> powers;
};

// Montgomery's reduction of w.product, without the comparison at the end: from a product below R^2, for R = 2^(512 *
// blocks), the quotient is below R plus the modulus. If it is not below R, the modulus is subtracted. So results are
// below R, as factors have to be, but not always below the modulus.
void reduce(number& out, workspace& w) noexcept
{
    auto& product = w.product;
    std::uint64_t highest_carry = 0;
    for (std::size_t first = 0; first < w.blocks; ++first) {
        auto* sum = &product[first * block];
        block_limbs rest{sum[0], sum[1], sum[2], sum[3], sum[4], sum[5], sum[6], sum[7]};
        clear_lowest(rest, w.factors.data(), w.modulus.data(), w.inverse);
        std::uint64_t carry = 0;
        for (std::size_t i = 1; i < w.blocks; ++i) {
            sum += block;
            add(rest, sum, carry);
            add_product(rest, sum, &w.modulus[i * block], w.factors.data());
        }
        // The sum so far, in blocks + first + 1 blocks, is below twice the value of a one above them. So only one of
        // the two carries is set.
        sum += block;
        add(rest, zeros.data(), highest_carry);
        add(rest, sum, carry);
        highest_carry |= carry;
        store(sum, rest);
    }
    auto mask = 0 - highest_carry;
    __asm__("" : "+r"(mask)); // the compiler cannot know that it has only two values
    const auto size = w.blocks * block;
    for (std::size_t i = 0; i < size; ++i)
        w.subtrahend[i] = w.modulus[i] & mask;
    subtract(out.data(), &product[size], w.subtrahend.data(), w.blocks);
}

// out = a * b / R modulo the modulus; all below R. `out` may be a factor.
void multiply(number& out, const number& a, const number& b, workspace& w) noexcept
{
    std::fill_n(w.product.begin(), 2 * w.blocks * block, 0);
    for (std::size_t i = 0; i < w.blocks; ++i)
        add_row_of_blocks(&w.product[i * block], a.data(), w.blocks, &b[i * block]);
    reduce(out, w);
}

// The same for a square: products of different limbs, then twice their sum plus the square of each limb.
void square(number& out, const number& a, workspace& w) noexcept
{
    for (std::size_t i = 0; i < w.blocks; ++i)
        multiply_limbs(&w.product[2 * i * block], &a[i * block]);
    for (std::size_t i = 0, next = 1; next < w.blocks; ++i, ++next) {
        const auto carry =
            add_row_of_blocks(&w.product[(i + next) * block], &a[next * block], w.blocks - next, &a[i * block]);
        add_carry(&w.product[(i + w.blocks + 1) * block], w.blocks - next, carry);
    }
    double_and_add_squares(w.product.data(), a.data(), w.blocks);
    reduce(out, w);
}

// All bits are set for the index, none for another entry.
[[gnu::always_inline]] inline std::uint64_t mask_of(std::size_t entry, std::uint64_t index) noexcept
{
    auto mask = 0 - (((index ^ entry) - 1) >> 63);
    __asm__("" : "+r"(mask)); // the compiler cannot know that it has only two values
    return mask;
}

// Read the whole table for any index.
void select_by_sse2(number& out, const workspace& w, std::uint64_t index) noexcept
{
    constexpr std::size_t vectors = block / 2;
    for (std::size_t i = 0; i < w.blocks * block; i += block) {
        __m128i found[vectors]{};
        for (std::size_t entry = 0; entry < table_size; ++entry) {
            const auto mask = _mm_set1_epi64x(static_cast<long long>(mask_of(entry, index)));
            const auto* from = reinterpret_cast<const __m128i*>(&w.powers[entry][i]);
            for (std::size_t v = 0; v < vectors; ++v)
                found[v] = _mm_or_si128(found[v], _mm_and_si128(_mm_loadu_si128(from + v), mask));
        }
        for (std::size_t v = 0; v < vectors; ++v)
            _mm_storeu_si128(reinterpret_cast<__m128i*>(&out[i]) + v, found[v]);
    }
}

__attribute__((target("avx2"))) void select_by_avx2(number& out, const workspace& w, std::uint64_t index) noexcept
{
    constexpr std::size_t vectors = block / 4;
    const auto wanted = _mm256_set1_epi64x(static_cast<long long>(index));
    const auto one = _mm256_set1_epi64x(1);
    for (std::size_t i = 0; i < w.blocks * block; i += block) {
        __m256i found[vectors]{}, number_of_entry{};
        for (std::size_t entry = 0; entry < table_size; ++entry) {
            const auto mask = _mm256_cmpeq_epi64(number_of_entry, wanted);
            number_of_entry = _mm256_add_epi64(number_of_entry, one);
            const auto* from = reinterpret_cast<const __m256i*>(&w.powers[entry][i]);
            for (std::size_t v = 0; v < vectors; ++v)
                found[v] = _mm256_or_si256(found[v], _mm256_and_si256(_mm256_loadu_si256(from + v), mask));
        }
        for (std::size_t v = 0; v < vectors; ++v)
            _mm256_storeu_si256(reinterpret_cast<__m256i*>(&out[i]) + v, found[v]);
    }
}

std::uint64_t window_of(limb_view exponent, std::size_t index)
{
    const auto bit = index * window_bits;
    const auto limb = bit / limb_bits, offset = bit % limb_bits;
    auto window = exponent[limb] >> offset;
    if (offset > limb_bits - window_bits && limb + 1 < exponent.size())
        window |= exponent[limb + 1] << (limb_bits - offset);
    return window & (table_size - 1);
}

void fill_table(workspace& w, const number& base, const number& r_squared)
{
    w.factor = {1};
    multiply(w.powers[0], w.factor, r_squared, w);
    multiply(w.powers[1], base, r_squared, w);
    for (std::size_t i = 2; i < table_size; i += 2) {
        square(w.powers[i], w.powers[i / 2], w);
        multiply(w.powers[i + 1], w.powers[i], w.powers[1], w);
    }
}

void raise_to(workspace& w, limb_view exponent)
{
    static const auto select = __builtin_cpu_supports("avx2") ? &select_by_avx2 : &select_by_sse2;
    const auto windows = (exponent.size() * limb_bits + window_bits - 1) / window_bits;
    select(w.result, w, window_of(exponent, windows - 1));
    for (auto i = windows - 1; i-- > 0;) {
        for (std::size_t squaring = 0; squaring < window_bits; ++squaring)
            square(w.result, w.result, w);
        select(w.factor, w, window_of(exponent, i));
        multiply(w.result, w.result, w.factor, w);
    }
    // Times one: the quotient of a number below R plus a multiple below R times the modulus is at most the modulus.
    w.factor = {1};
    multiply(w.result, w.result, w.factor, w);
}

} // namespace

void secret_modulus::raise(limb_view base, limb_view exponent, limb_span result) const
{
    {
        workspace w(padded(limbs_) / block);
        w.inverse = inverse_;
        w.modulus = modulus_;
        std::copy(base.begin(), base.end(), w.result.begin());
        fill_table(w, w.result, r_squared_);
        raise_to(w, exponent);
        std::copy_n(w.result.begin(), limbs_, result.begin());
    }
    multiprecision::wipe_stack_below();
}

#else

void secret_modulus::raise(limb_view, limb_view, limb_span) const
{
    throw std::logic_error("no ADX");
}

#endif

secret_modulus::secret_modulus(limb_view modulus, limb_view r_squared)
    : limbs_(modulus.size()), inverse_(negated_inverse(modulus[0]))
{
    if (limbs_ < min_secret_limbs || limbs_ > max_secret_limbs || r_squared.size() != limbs_)
        throw std::length_error("the modulus has an unsupported size");
    std::copy(modulus.begin(), modulus.end(), modulus_.begin());
    std::copy(r_squared.begin(), r_squared.end(), r_squared_.begin());
}

bool secret_powers_are_working()
{
    struct known_answer {
        std::size_t limbs;
        std::uint64_t digest;
    };
    // Made with Python's integers.
    static constexpr std::array answers{
        known_answer{8, 0xb43b50226add8052},
        known_answer{16, 0x5ff23f6117c3127b},
        known_answer{24, 0x789c950185444a5c},
        known_answer{32, 0xde07d6af7b675649},
    };
    if (!multiprecision::has_adx())
        return false;
    std::uint64_t state = 2;
    for (const auto& answer : answers) {
        auto modulus = numbers_from(state, answer.limbs), base = numbers_from(state, answer.limbs);
        const auto exponent = numbers_from(state, 3);
        modulus.front() |= 1;
        modulus.back() |= std::uint64_t{1} << (limb_bits - 1);
        base.back() >>= 1;
        limbs result(answer.limbs);
        const auto r_squared = power_of_two_modulo(2 * limb_bits * secret_modulus::padded(answer.limbs), modulus);
        secret_modulus(modulus, r_squared).raise(base, exponent, result);
        if (digest_of(result) != answer.digest)
            return false;
    }
    return true;
}

bool has_secret_powers()
{
    static const bool has =
        multiprecision::has_adx() &&
        multiprecision::passes_self_test("RSA with private keys by ADX", secret_powers_are_working());
    return has;
}

} // namespace tls::rsa
