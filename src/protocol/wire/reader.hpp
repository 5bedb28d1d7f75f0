// A cursor over received bytes, for the presentation language of RFC 8446, section 3.

#ifndef TLS_SRC_PROTOCOL_WIRE_READER_HPP
#define TLS_SRC_PROTOCOL_WIRE_READER_HPP

#include "protocol/wire/fatal.hpp"

#include <tls/bytes.hpp>

namespace tls::wire {

/// Reads big-endian integers and length-prefixed vectors from a borrowed run of bytes.
///
/// Every read checks the number of bytes left; too few throw fatal{decode_error} (RFC 8446 section 6.2: "the length of
/// the message was incorrect"). Returned views borrow from the same bytes.
class reader {
public:
    explicit reader(byte_view data) noexcept : data_(data) {}

    std::size_t remaining() const noexcept { return data_.size(); }
    bool empty() const noexcept { return data_.empty(); }

    std::uint8_t u8();
    std::uint16_t u16();
    std::uint32_t u24();
    std::uint32_t u32();
    std::uint64_t u64();

    /// Returns the next `n` bytes.
    byte_view take(std::size_t n);
    /// Returns all remaining bytes.
    byte_view rest() noexcept;

    /// Return the content of an opaque<min..max> with a length prefix of one, two or three bytes.
    byte_view vector8(std::size_t min = 0, std::size_t max = 0xff);
    byte_view vector16(std::size_t min = 0, std::size_t max = 0xffff);
    byte_view vector24(std::size_t min = 0, std::size_t max = 0xffffff);

    /// Checks the end of a structure: remaining bytes throw fatal{decode_error}.
    void expect_end() const;

private:
    byte_view data_;
};

} // namespace tls::wire

#endif
