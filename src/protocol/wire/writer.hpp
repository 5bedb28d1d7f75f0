// Appends the presentation language of RFC 8446, section 3, to a buffer.

#ifndef TLS_SRC_PROTOCOL_WIRE_WRITER_HPP
#define TLS_SRC_PROTOCOL_WIRE_WRITER_HPP

#include <tls/bytes.hpp>

namespace tls::wire {

/// Appends big-endian integers and length-prefixed vectors to a byte vector that it borrows.
class writer {
public:
    explicit writer(bytes& out) noexcept : out_(out) {}

    void u8(std::uint8_t);
    void u16(std::uint16_t);
    void u24(std::uint32_t);
    void u32(std::uint32_t);
    void u64(std::uint64_t);
    void raw(byte_view);

    /// A whole vector whose content is at hand. Throws std::length_error if it does not fit.
    void vector8(byte_view);
    void vector16(byte_view);
    void vector24(byte_view);

    /// A length prefix that is filled in when the scope ends: what is written while it lives is
    /// the vector's content. Scopes nest. Content too long for the prefix throws
    /// std::length_error from close(), which a careful caller calls; the destructor calls it too.
    class scope {
    public:
        scope(writer& w, std::size_t width);
        scope(const scope&) = delete;
        scope& operator=(const scope&) = delete;
        ~scope() noexcept(false);
        void close();

    private:
        bytes& out_;
        std::size_t start_;
        std::size_t width_;
        int exceptions_;
        bool open_ = true;
    };

    [[nodiscard]] scope prefix8() { return {*this, 1}; }
    [[nodiscard]] scope prefix16() { return {*this, 2}; }
    [[nodiscard]] scope prefix24() { return {*this, 3}; }

private:
    bytes& out_;
};

} // namespace tls::wire

#endif
