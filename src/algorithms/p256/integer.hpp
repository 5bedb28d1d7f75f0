// 256-bit numbers, as digits for the arithmetic modulo the curve's primes.

#ifndef TLS_SRC_ALGORITHMS_P256_INTEGER_HPP
#define TLS_SRC_ALGORITHMS_P256_INTEGER_HPP

#include "algorithms/multiprecision/number.hpp"

namespace tls::p256 {

inline constexpr unsigned digit_bits = 56;
inline constexpr std::size_t digit_count = 5;
inline constexpr std::uint64_t digit_mask = (std::uint64_t{1} << digit_bits) - 1;

/// Encoded size of a coordinate or a scalar in bytes.
inline constexpr std::size_t encoded_size = 32;

/// A number from 0 to 2^280 - 1, in 56-bit digits, least significant first. Time and memory accesses of operations do
/// not depend on the digits unless stated otherwise.
struct integer {
    std::array<std::uint64_t, digit_count> digits{};

    /// Not in constant time.
    friend bool operator==(const integer&, const integer&) = default;
};

/// A number from 0 to 2^256 - 1, in 64-bit limbs, least significant first.
using limbs = multiprecision::number;

inline integer to_integer(const limbs& n) noexcept
{
    return {{n[0] & digit_mask, (n[0] >> 56 | n[1] << 8) & digit_mask, (n[1] >> 48 | n[2] << 16) & digit_mask,
             (n[2] >> 40 | n[3] << 24) & digit_mask, n[3] >> 32}};
}

/// The number must be below 2^256.
inline limbs to_limbs(const integer& n) noexcept
{
    auto& d = n.digits;
    return {d[0] | d[1] << 56, d[1] >> 8 | d[2] << 48, d[2] >> 16 | d[3] << 40, d[3] >> 24 | d[4] << 32};
}

/// Decodes at most 32 big-endian bytes.
inline integer load(byte_view encoded) noexcept
{
    constexpr std::size_t digit_bytes = digit_bits / 8;
    integer out;
    for (std::size_t i = 0; i < encoded.size(); ++i)
        out.digits[i / digit_bytes] |= std::uint64_t{encoded[encoded.size() - 1 - i]} << (8 * (i % digit_bytes));
    return out;
}

/// Encodes as 32 big-endian bytes. The number must be below 2^256.
inline void store(const integer& number, byte_span out) noexcept
{
    constexpr std::size_t digit_bytes = digit_bits / 8;
    for (std::size_t i = 0; i < encoded_size; ++i)
        out[encoded_size - 1 - i] =
            static_cast<std::uint8_t>(number.digits[i / digit_bytes] >> (8 * (i % digit_bytes)));
}

/// Returns a + b, which must be below 2^280.
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

/// a - b modulo 2^280, and a borrow of 1 if b is greater than a, otherwise 0.
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

/// Returns `count` bits (at most 56) from bit `first` up. Bits above the number are zero.
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
