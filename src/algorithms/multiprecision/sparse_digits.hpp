// Public numbers in sparse signed digits, for multiplication in variable time.

#ifndef TLS_SRC_ALGORITHMS_MULTIPRECISION_SPARSE_DIGITS_HPP
#define TLS_SRC_ALGORITHMS_MULTIPRECISION_SPARSE_DIGITS_HPP

#include "algorithms/multiprecision/number.hpp"

#include <type_traits>

namespace tls::multiprecision {

/// A number as the sum of digits[i] * 2^i (width-w non-adjacent form): every digit is zero, or odd with an absolute
/// value below 2^(Width - 1) and followed by at least Width - 1 zeros. NOT constant-time.
template <unsigned Width>
class sparse_digits {
public:
    explicit sparse_digits(const number& n) noexcept
    {
        unsigned carry = 0;
        for (unsigned i = 0; i < count;) {
            if (bits(n, i, 1) == carry) {
                ++i;
                continue;
            }
            const auto window = static_cast<int>(bits(n, i, Width) + carry);
            carry = static_cast<unsigned>(window) >> (Width - 1);
            digits_[i] = static_cast<digit>(window - static_cast<int>(carry << Width));
            i += Width;
        }
    }

    static constexpr unsigned count = 257; ///< the last one is for the carry
    int operator[](unsigned i) const noexcept { return digits_[i]; }

    /// The entries of a table of the odd multiples of a point, 1, 3, 5, ..., that such digits need.
    static constexpr std::size_t multiples = std::size_t{1} << (Width - 2);

private:
    static_assert(Width <= 16);
    using digit = std::conditional_t<Width <= 8, std::int8_t, std::int16_t>;

    // Bits beyond the number are zeros.
    static unsigned bits(const number& n, unsigned first, unsigned size) noexcept
    {
        const auto limb = first / 64, offset = first % 64;
        auto found = limb < n.size() ? n[limb] >> offset : 0;
        if (offset + size > 64 && limb + 1 < n.size())
            found |= n[limb + 1] << (64 - offset);
        return static_cast<unsigned>(found & ((1U << size) - 1));
    }

    std::array<digit, count> digits_{};
};

} // namespace tls::multiprecision

#endif
