// Byte sequences used by every interface of the library.

#ifndef TLS_BYTES_HPP
#define TLS_BYTES_HPP

#include <tls/config.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#pragma GCC visibility push(default)

namespace tls {

/// Owned bytes that need not be kept secret.
using bytes = std::vector<std::uint8_t>;

/// Borrowed, read-only bytes. Valid only as long as the memory they refer to.
using byte_view = std::span<const std::uint8_t>;

/// Borrowed, writable bytes. Valid only as long as the memory they refer to.
using byte_span = std::span<std::uint8_t>;

/// Returns the characters of `text` as bytes, without a terminator. Borrows from `text`.
inline byte_view as_bytes(std::string_view text) noexcept
{
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

/// Returns the bytes as characters, for names and messages. Borrows from `data`.
inline std::string_view as_text(byte_view data) noexcept
{
    return {reinterpret_cast<const char*>(data.data()), data.size()};
}

/// Returns an owned copy of `data`.
inline bytes to_bytes(byte_view data)
{
    return {data.begin(), data.end()};
}

} // namespace tls

#pragma GCC visibility pop

#endif
