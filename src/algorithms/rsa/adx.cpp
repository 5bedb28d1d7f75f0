// Montgomery multiplication by the instructions MULX (BMI2), ADCX and ADOX (ADX). Time and memory accesses depend on
// sizes and on the exponent only.

#include "algorithms/multiprecision/cpu.hpp"
#include "algorithms/rsa/form.hpp"

#include <algorithm>
#include <array>
#include <bit>

namespace tls::rsa {

#if defined(__x86_64__)

namespace {

__extension__ using uint128 = unsigned __int128;

constexpr std::size_t block = 8; // limbs that one pass of the loop processes
constexpr std::size_t max_limbs = 64;

using number = std::array<std::uint64_t, max_limbs>;
using wide_number = std::array<std::uint64_t, 2 * max_limbs>;

// The low half of a product and the high half of the one before, which PREVIOUS contains, go to the sum by the carry
// flag; the old limb of the sum by the overflow flag.
#define TLS_ROW_STEP(OFFSET, PREVIOUS, HIGH)                                                                           \
    "mulxq " OFFSET "(%[a]), %[low], %[" HIGH "]\n\t"                                                                  \
    "adcxq %[" PREVIOUS "], %[low]\n\t"                                                                                \
    "adoxq " OFFSET "(%[sum]), %[low]\n\t"                                                                             \
    "movq %[low], " OFFSET "(%[sum])\n\t"

// Adds a * factor to the sum, for a number of 8 * blocks limbs. Returns the carry, which fits one limb, because the sum
// is at most (2^n - 1) + (2^n - 1) * (2^64 - 1) for n bits.
[[gnu::always_inline]] inline std::uint64_t add_row(std::uint64_t* sum, const std::uint64_t* a, std::size_t blocks,
                                                    std::uint64_t factor) noexcept
{
    std::uint64_t low, even = 0, odd;
    // LEA and JRCXZ keep the flags. XOR clears them.
    __asm__ volatile("xorl %k[low], %k[low]\n\t"
                     "1:\n\t"                          //
                     TLS_ROW_STEP("0", "even", "odd")  //
                     TLS_ROW_STEP("8", "odd", "even")  //
                     TLS_ROW_STEP("16", "even", "odd") //
                     TLS_ROW_STEP("24", "odd", "even") //
                     TLS_ROW_STEP("32", "even", "odd") //
                     TLS_ROW_STEP("40", "odd", "even") //
                     TLS_ROW_STEP("48", "even", "odd") //
                     TLS_ROW_STEP("56", "odd", "even") //
                     "leaq 64(%[a]), %[a]\n\t"
                     "leaq 64(%[sum]), %[sum]\n\t"
                     "leaq -1(%%rcx), %%rcx\n\t"
                     "jrcxz 2f\n\t"
                     "jmp 1b\n\t"
                     "2:\n\t"
                     "movl $0, %k[low]\n\t"
                     "adcxq %[low], %[even]\n\t"
                     "adoxq %[low], %[even]\n\t"
                     : [low] "=&r"(low), [even] "+&r"(even), [odd] "=&r"(odd), [a] "+&r"(a), [sum] "+&r"(sum),
                       "+c"(blocks)
                     : "d"(factor)
                     : "cc", "memory");
    return even;
}

#undef TLS_ROW_STEP

class adx_modulus final : public public_modulus {
public:
    explicit adx_modulus(limb_view modulus)
        : given_(modulus.size()),
          size_((modulus.size() + block - 1) / block * block),
          inverse_(negated_inverse(modulus[0]))
    {
        std::copy(modulus.begin(), modulus.end(), modulus_.begin());
        const auto squared = power_of_two_modulo(2 * limb_bits * size_, modulus);
        std::copy(squared.begin(), squared.end(), r_squared_.begin());
    }

    void raise(limb_view base, std::uint64_t exponent, limb_span result) const override
    {
        number factor{}, power, one{1};
        std::copy(base.begin(), base.end(), factor.begin());
        multiply(factor, factor, r_squared_);
        power = factor;
        for (auto i = std::bit_width(exponent) - 1; i-- > 0;) {
            square(power, power);
            if ((exponent >> i & 1) != 0)
                multiply(power, power, factor);
        }
        multiply(power, power, one);
        std::copy_n(power.begin(), given_, result.begin());
    }

private:
    // out = a * b / 2^(64 * size) modulo the modulus; all below the modulus.
    void multiply(number& out, const number& a, const number& b) const noexcept
    {
        wide_number product;
        std::fill_n(product.begin(), size_, 0);
        for (std::size_t i = 0; i < size_; ++i)
            product[size_ + i] = add_row(&product[i], a.data(), size_ / block, b[i]);
        reduce(out, product);
    }

    void square(number& out, const number& a) const noexcept
    {
        // Products of limbs in different blocks, then twice their sum plus the square of each block.
        wide_number product, squares;
        std::fill_n(product.begin(), 2 * size_, 0);
        std::fill_n(squares.begin(), 2 * size_, 0);
        for (std::size_t first = 0; first < size_; first += block) {
            const auto next = first + block;
            for (auto i = first; i < next; ++i) {
                squares[i + next] = add_row(&squares[first + i], &a[first], 1, a[i]);
                if (next < size_)
                    product[size_ + i] = add_row(&product[next + i], &a[next], (size_ - next) / block, a[i]);
            }
        }
        std::uint64_t above = 0, carry = 0; // the highest bit of the limb below, and the carry
        for (std::size_t i = 0; i < 2 * size_; ++i) {
            const auto sum = uint128{product[i] << 1 | above} + squares[i] + carry;
            above = product[i] >> (limb_bits - 1);
            product[i] = static_cast<std::uint64_t>(sum);
            carry = static_cast<std::uint64_t>(sum >> limb_bits);
        }
        reduce(out, product);
    }

    // Montgomery's reduction of a product below 2^(64 * size) times the modulus. The quotient is below twice the
    // modulus.
    void reduce(number& out, wide_number& product) const noexcept
    {
        std::uint64_t carry = 0;
        for (std::size_t i = 0; i < size_; ++i) {
            const auto added = add_row(&product[i], modulus_.data(), size_ / block, product[i] * inverse_);
            const auto sum = uint128{product[size_ + i]} + added + carry;
            product[size_ + i] = static_cast<std::uint64_t>(sum);
            carry = static_cast<std::uint64_t>(sum >> limb_bits);
        }
        number difference;
        std::uint64_t borrow = 0;
        for (std::size_t i = 0; i < size_; ++i) {
            const auto rest = uint128{product[size_ + i]} - modulus_[i] - borrow;
            difference[i] = static_cast<std::uint64_t>(rest);
            borrow = static_cast<std::uint64_t>(rest >> limb_bits) & 1;
        }
        const auto is_below = 0 - (borrow & ~carry);
        for (std::size_t i = 0; i < size_; ++i)
            out[i] = (product[size_ + i] & is_below) | (difference[i] & ~is_below);
    }

    std::size_t given_; ///< limbs of the modulus
    std::size_t size_;  ///< the same, rounded up to blocks
    std::uint64_t inverse_;
    number modulus_{}, r_squared_{};
};

std::unique_ptr<const public_modulus> prepare_adx(limb_view modulus)
{
    return std::make_unique<adx_modulus>(modulus);
}

} // namespace

const form* adx_form() noexcept
{
    static constexpr form made{max_limbs * limb_bits, &prepare_adx};
    return multiprecision::has_adx() ? &made : nullptr;
}

#else

const form* adx_form() noexcept
{
    return nullptr;
}

#endif

} // namespace tls::rsa
