#include "protocol/record/version2_hello.hpp"

#include "protocol/wire/fatal.hpp"

#include <string>

namespace tls {
namespace {

// The highest bit means: a length of two bytes, and no padding.
constexpr std::uint8_t short_length = 0x80;
constexpr std::uint8_t client_hello = 1;
constexpr std::size_t type_offset = version2_length_size;
constexpr std::size_t version_offset = type_offset + 1;

/// Returns whether the byte has the value, or has not arrived yet.
bool may_have(byte_view data, std::size_t offset, std::uint8_t value) noexcept
{
    return data.size() <= offset || data[offset] == value;
}

/// Requires the two bytes of the length.
std::size_t size_of(byte_view data) noexcept
{
    return static_cast<std::size_t>((data[0] & ~short_length) << 8 | data[1]);
}

} // namespace

bool may_be_version2_hello(byte_view data) noexcept
{
    return !data.empty() && (data[0] & short_length) != 0 && may_have(data, type_offset, client_hello) &&
           (may_have(data, version_offset, 0) || may_have(data, version_offset, 3));
}

bool is_ssl2_hello(byte_view data) noexcept
{
    return data.size() > version_offset && may_be_version2_hello(data) && data[version_offset] == 0 &&
           size_of(data) <= max_version2_hello_size;
}

std::optional<byte_view> read_version2_hello(byte_view data)
{
    if (data.size() <= version_offset)
        return std::nullopt;
    const auto size = size_of(data);
    if (size > max_version2_hello_size)
        throw fatal(alert_description::record_overflow, error::reason::record_overflow,
                    "a version 2 ClientHello of " + std::to_string(size) + " bytes");
    if (data.size() < version2_length_size + size)
        return std::nullopt;
    return data.subspan(version2_length_size, size);
}

} // namespace tls
