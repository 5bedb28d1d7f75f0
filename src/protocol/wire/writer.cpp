#include "protocol/wire/writer.hpp"

#include <exception>
#include <stdexcept>

namespace tls::wire {

namespace {

void append_big_endian(bytes& out, std::uint64_t value, std::size_t width)
{
    for (auto i = width; i-- > 0;)
        out.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
}

void check_fits(std::size_t size, std::size_t width)
{
    if (size >> (8 * width) != 0)
        throw std::length_error("a vector is too long for its length prefix");
}

void append_vector(bytes& out, byte_view content, std::size_t width)
{
    check_fits(content.size(), width);
    append_big_endian(out, content.size(), width);
    out.insert(out.end(), content.begin(), content.end());
}

} // namespace

void writer::u8(std::uint8_t value)
{
    append_big_endian(out_, value, 1);
}

void writer::u16(std::uint16_t value)
{
    append_big_endian(out_, value, 2);
}

void writer::u24(std::uint32_t value)
{
    append_big_endian(out_, value, 3);
}

void writer::u32(std::uint32_t value)
{
    append_big_endian(out_, value, 4);
}

void writer::u64(std::uint64_t value)
{
    append_big_endian(out_, value, 8);
}

void writer::raw(byte_view data)
{
    out_.insert(out_.end(), data.begin(), data.end());
}

void writer::vector8(byte_view content)
{
    append_vector(out_, content, 1);
}

void writer::vector16(byte_view content)
{
    append_vector(out_, content, 2);
}

void writer::vector24(byte_view content)
{
    append_vector(out_, content, 3);
}

writer::scope::scope(writer& w, std::size_t width)
    : out_(w.out_), start_(w.out_.size()), width_(width), exceptions_(std::uncaught_exceptions())
{
    append_big_endian(out_, 0, width);
}

// Skips the prefix while an exception unwinds the scope: the output is incomplete anyway.
writer::scope::~scope() noexcept(false)
{
    if (std::uncaught_exceptions() == exceptions_)
        close();
}

void writer::scope::close()
{
    if (!open_)
        return;
    open_ = false;
    auto size = out_.size() - start_ - width_;
    check_fits(size, width_);
    for (std::size_t i = 0; i < width_; ++i)
        out_[start_ + i] = static_cast<std::uint8_t>(size >> (8 * (width_ - 1 - i)));
}

} // namespace tls::wire
