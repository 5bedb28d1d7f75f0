// Numbers of 256 bits, as digits that the arithmetic modulo the curve's primes works on.

#ifndef TLS_SRC_ALGORITHMS_P256_INTEGER_HPP
#define TLS_SRC_ALGORITHMS_P256_INTEGER_HPP

#include <tls/bytes.hpp>

#include <array>
#include <cstdint>

namespace tls::p256 {

inline constexpr unsigned digit_bits = 56;
inline constexpr std::size_t digit_count = 5;
inline constexpr std::uint64_t digit_mask = (std::uint64_t{1} << digit_bits) - 1;

/// How many bytes a coordinate and a scalar have in an encoding.
inline constexpr std::size_t encoded_size = 32;

/// From zero to 2^280 - 1, in digits of 56 bits, the least significant first. Operations take the same time and
/// touch the same memory whatever the digits are, if not said otherwise.
struct integer {
    std::array<std::uint64_t, digit_count> digits{};

    /// Not in constant time.
    friend bool operator==(const integer&, const integer&) = default;
};

/// Big-endian, of at most 32 bytes.
inline integer load(byte_view encoded) noexcept
{
    constexpr std::size_t digit_bytes = digit_bits / 8;
    integer out;
    for (std::size_t i = 0; i < encoded.size(); ++i)
        out.digits[i / digit_bytes] |= std::uint64_t{encoded[encoded.size() - 1 - i]} << (8 * (i % digit_bytes));
    return out;
}

/// Big-endian into 32 bytes. The number must be below 2^256.
inline void store(const integer& number, byte_span out) noexcept
{
    constexpr std::size_t digit_bytes = digit_bits / 8;
    for (std::size_t i = 0; i < encoded_size; ++i)
        out[encoded_size - 1 - i] =
            static_cast<std::uint8_t>(number.digits[i / digit_bytes] >> (8 * (i % digit_bytes)));
}

/// a + b, which must be below 2^280.
inline integer operator+(const integer& a, const integer& b) noexcept
{
    integer out;
    std::uint64_t carry = 0;
    for (std::size_t i = 0; i < digit_count; ++i) {
        auto sum = a.digits[i] + b.digits[i] + carry;
        out.digits[i] = sum & digit_mask;
        carry = sum >> digit_bits;
    }
    return out;
}

/// a - b modulo 2^280, and 1 if b is greater than a, else 0.
struct difference {
    integer value;
    std::uint64_t borrow;
};

inline difference subtract(const integer& a, const integer& b) noexcept
{
    difference out{};
    for (std::size_t i = 0; i < digit_count; ++i) {
        auto digit = a.digits[i] - b.digits[i] - out.borrow;
        out.value.digits[i] = digit & digit_mask;
        out.borrow = digit >> 63;
    }
    return out;
}

inline bool is_less(const integer& a, const integer& b) noexcept
{
    return subtract(a, b).borrow != 0;
}

inline bool is_zero(const integer& number) noexcept
{
    std::uint64_t any = 0;
    for (auto digit : number.digits)
        any |= digit;
    return any == 0;
}

/// `count` bits, at most 56, of which `first` is the lowest. What is above the number is zero.
inline std::uint64_t bits(const integer& number, unsigned first, unsigned count) noexcept
{
    auto index = first / digit_bits, offset = first % digit_bits;
    auto value = number.digits[index] >> offset;
    if (offset + count > digit_bits && index + 1 < digit_count)
        value |= number.digits[index + 1] << (digit_bits - offset);
    return value & ((std::uint64_t{1} << count) - 1);
}

} // namespace tls::p256

#endif
