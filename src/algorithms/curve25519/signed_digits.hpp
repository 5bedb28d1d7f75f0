// Secret numbers in signed digits.

#ifndef TLS_SRC_ALGORITHMS_CURVE25519_SIGNED_DIGITS_HPP
#define TLS_SRC_ALGORITHMS_CURVE25519_SIGNED_DIGITS_HPP

#include <tls/bytes.hpp>

#include <array>

namespace tls::curve25519 {

/// Returns a number below 2^255, 32 bytes, in base 16 with digits from -8 to 8. In constant time.
inline std::array<std::int8_t, 64> to_signed_digits(byte_view scalar) noexcept
{
    std::array<std::int8_t, 64> digits{};
    int carry = 0;
    for (std::size_t i = 0; i < digits.size(); ++i) {
        int nibble = ((scalar[i / 2] >> (4 * (i % 2))) & 15) + carry;
        carry = (nibble + 8) >> 4;
        if (i + 1 == digits.size())
            carry = 0; // the last digit is at most 8, since bit 255 is clear
        digits[i] = static_cast<std::int8_t>(nibble - 16 * carry);
    }
    return digits;
}

} // namespace tls::curve25519

#endif
