// Branch-free comparison and selection, for code whose run time must not depend on secrets.

#ifndef TLS_CRYPTO_CONSTANT_TIME_HPP
#define TLS_CRYPTO_CONSTANT_TIME_HPP

#include <tls/bytes.hpp>

#include <cstddef>
#include <cstdint>

#ifdef TLS_CONSTANT_TIME_CHECKED_BY_MEMCHECK
#include <valgrind/memcheck.h>
#endif

#pragma GCC visibility push(default)

namespace tls::constant_time {

/// A condition: all bits set for true, none for false.
using mask = std::size_t;

/// Returns `value` and hides its origin from the compiler (an optimization barrier). Without it, the compiler may
/// branch on a value that it knows to have few possibilities, and may replace a loop counter by the difference of
/// that counter and a secret.
inline mask hidden(mask value) noexcept
{
    __asm__("" : "+r"(value));
    return value;
}

/// Returns whether the highest bit is set.
inline mask from_highest_bit(std::size_t value) noexcept
{
    return hidden(0 - (value >> (8 * sizeof value - 1)));
}

inline mask is_zero(std::size_t value) noexcept
{
    return from_highest_bit(~value & (value - 1));
}

inline mask is_equal(std::size_t a, std::size_t b) noexcept
{
    return is_zero(a ^ b);
}

/// Returns whether a < b, for numbers below half the range of their type.
inline mask is_less(std::size_t a, std::size_t b) noexcept
{
    return from_highest_bit(hidden(a) - hidden(b));
}

inline mask is_at_least(std::size_t a, std::size_t b) noexcept
{
    return ~is_less(a, b);
}

/// Returns whether all bytes are zero. The time depends only on their number.
inline mask are_zero(byte_view data) noexcept
{
    std::size_t any = 0;
    for (auto byte : data)
        any |= byte;
    return is_zero(hidden(any));
}

/// Returns `yes` if the condition is true, else `no`.
inline std::size_t select(mask condition, std::size_t yes, std::size_t no) noexcept
{
    return (condition & yes) | (~condition & no);
}

inline std::uint8_t select(mask condition, std::uint8_t yes, std::uint8_t no) noexcept
{
    return static_cast<std::uint8_t>((condition & yes) | (~condition & no));
}

// Always inline, because programs that memcheck checks also contain modules that are compiled without its requests.

/// Returns the condition as a bool to branch on. From here on it is public.
[[gnu::always_inline]] inline bool declassify(mask condition) noexcept
{
#ifdef TLS_CONSTANT_TIME_CHECKED_BY_MEMCHECK
    VALGRIND_MAKE_MEM_DEFINED(&condition, sizeof condition);
#endif
    return condition != 0;
}

/// Returns a number that is public from here on.
[[gnu::always_inline]] inline std::size_t declassify_number(std::size_t value) noexcept
{
#ifdef TLS_CONSTANT_TIME_CHECKED_BY_MEMCHECK
    VALGRIND_MAKE_MEM_DEFINED(&value, sizeof value);
#endif
    return value;
}

/// Marks memory whose contents are public from here on. Does nothing unless memcheck checks the program.
inline void declassify_memory([[maybe_unused]] const void* data, [[maybe_unused]] std::size_t size) noexcept
{
#ifdef TLS_CONSTANT_TIME_CHECKED_BY_MEMCHECK
    VALGRIND_MAKE_MEM_DEFINED(data, size);
#endif
}

/// Marks memory whose contents are secret from here on, so that memcheck reports branches and addresses that depend on
/// them. Does nothing unless memcheck checks the program.
inline void classify_memory([[maybe_unused]] const void* data, [[maybe_unused]] std::size_t size) noexcept
{
#ifdef TLS_CONSTANT_TIME_CHECKED_BY_MEMCHECK
    VALGRIND_MAKE_MEM_UNDEFINED(data, size);
#endif
}

} // namespace tls::constant_time

#pragma GCC visibility pop

#endif
