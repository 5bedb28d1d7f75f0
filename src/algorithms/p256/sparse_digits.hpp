// Public numbers in sparse signed digits, for multiplication in variable time.

#ifndef TLS_SRC_ALGORITHMS_P256_SPARSE_DIGITS_HPP
#define TLS_SRC_ALGORITHMS_P256_SPARSE_DIGITS_HPP

#include "algorithms/p256/integer.hpp"

namespace tls::p256 {

/// A number below 2^256 as the sum of digits[i] * 2^i (width-w non-adjacent form): every digit is zero, or odd with an
/// absolute value below 2^(Width - 1) and followed by at least Width - 1 zeros. NOT constant-time.
template <unsigned Width>
class sparse_digits {
public:
    explicit sparse_digits(const integer& number) noexcept
    {
        unsigned carry = 0;
        for (unsigned i = 0; i < count;) {
            if (bits(number, i, 1) == carry) {
                ++i;
                continue;
            }
            auto window = static_cast<int>(bits(number, i, Width) + carry);
            carry = static_cast<unsigned>(window) >> (Width - 1);
            digits_[i] = static_cast<std::int8_t>(window - static_cast<int>(carry << Width));
            i += Width;
        }
    }

    static constexpr unsigned count = 257; ///< the last one is for the carry
    int operator[](unsigned i) const noexcept { return digits_[i]; }

private:
    std::array<std::int8_t, count> digits_{};
};

/// The odd multiples of a point that such digits need: 1, 3, 5, ...
template <class Point, unsigned Width>
using odd_multiples = std::array<Point, std::size_t{1} << (Width - 2)>;

} // namespace tls::p256

#endif
