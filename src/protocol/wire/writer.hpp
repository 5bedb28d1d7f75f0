// Encodes the presentation language of RFC 8446, section 3, into a buffer.

#ifndef TLS_SRC_PROTOCOL_WIRE_WRITER_HPP
#define TLS_SRC_PROTOCOL_WIRE_WRITER_HPP

#include <tls/bytes.hpp>

namespace tls::wire {

/// Appends big-endian integers and length-prefixed vectors to a borrowed byte vector.
class writer {
public:
    explicit writer(bytes& out) noexcept : out_(out) {}

    void u8(std::uint8_t);
    void u16(std::uint16_t);
    void u24(std::uint32_t);
    void u32(std::uint32_t);
    void u64(std::uint64_t);
    void raw(byte_view);

    /// Append a vector with its length prefix. Throw std::length_error if the content does not fit.
    void vector8(byte_view);
    void vector16(byte_view);
    void vector24(byte_view);

    /// A length prefix that is filled in when the scope ends: everything written during its lifetime is the vector's
    /// content. Scopes nest. close() throws std::length_error if the content is too long for the prefix; the destructor
    /// calls close() if the caller has not.
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
