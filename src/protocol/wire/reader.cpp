#include "protocol/wire/reader.hpp"

#include <string>

namespace tls::wire {

namespace {

[[noreturn]] void fail(error::reason reason, std::string detail)
{
    throw fatal(alert_description::decode_error, reason, std::move(detail));
}

byte_view checked(byte_view content, std::size_t min, std::size_t max)
{
    if (content.size() < min || content.size() > max)
        fail(error::reason::decode_error, "a vector of " + std::to_string(content.size()) +
                                              " bytes; allowed: " + std::to_string(min) + " to " + std::to_string(max));
    return content;
}

std::uint64_t big_endian(byte_view data) noexcept
{
    std::uint64_t value = 0;
    for (auto byte : data)
        value = value << 8 | byte;
    return value;
}

} // namespace

std::uint8_t reader::u8()
{
    return static_cast<std::uint8_t>(big_endian(take(1)));
}

std::uint16_t reader::u16()
{
    return static_cast<std::uint16_t>(big_endian(take(2)));
}

std::uint32_t reader::u24()
{
    return static_cast<std::uint32_t>(big_endian(take(3)));
}

std::uint32_t reader::u32()
{
    return static_cast<std::uint32_t>(big_endian(take(4)));
}

std::uint64_t reader::u64()
{
    return big_endian(take(8));
}

byte_view reader::take(std::size_t n)
{
    if (n > data_.size())
        fail(error::reason::decode_error,
             std::to_string(n) + " bytes needed, but only " + std::to_string(data_.size()) + " left");
    auto taken = data_.first(n);
    data_ = data_.subspan(n);
    return taken;
}

byte_view reader::rest() noexcept
{
    auto taken = data_;
    data_ = {};
    return taken;
}

byte_view reader::vector8(std::size_t min, std::size_t max)
{
    return checked(take(u8()), min, max);
}

byte_view reader::vector16(std::size_t min, std::size_t max)
{
    return checked(take(u16()), min, max);
}

byte_view reader::vector24(std::size_t min, std::size_t max)
{
    return checked(take(u24()), min, max);
}

void reader::expect_end() const
{
    if (!empty())
        fail(error::reason::length_mismatch, std::to_string(remaining()) + " bytes left after the end");
}

} // namespace tls::wire
