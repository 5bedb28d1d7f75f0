// Byte sequences, as every interface of the library passes them.

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

/// An owning sequence of bytes that need not be kept secret.
using bytes = std::vector<std::uint8_t>;

/// A borrowed, read-only run of bytes. Valid only as long as what it was taken from.
using byte_view = std::span<const std::uint8_t>;

/// A borrowed, writable run of bytes. Valid only as long as what it was taken from.
using byte_span = std::span<std::uint8_t>;

/// The characters of `text` as bytes, without a terminator. Borrows from `text`.
inline byte_view as_bytes(std::string_view text) noexcept
{
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

/// The bytes as characters, for names and messages. Borrows from `data`.
inline std::string_view as_text(byte_view data) noexcept
{
    return {reinterpret_cast<const char*>(data.data()), data.size()};
}

/// An owning copy of `data`.
inline bytes to_bytes(byte_view data)
{
    return {data.begin(), data.end()};
}

} // namespace tls

#pragma GCC visibility pop

#endif
