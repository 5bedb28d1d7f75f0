// A cursor over the reader's buffers.

#ifndef TLS_SRC_PROTOCOL_ENGINE_BUFFER_CURSOR_HPP
#define TLS_SRC_PROTOCOL_ENGINE_BUFFER_CURSOR_HPP

#include <tls/bytes.hpp>

#include <algorithm>
#include <cstring>
#include <span>

namespace tls {

/// Fills the reader's buffers one after the other.
class buffer_cursor {
public:
    explicit buffer_cursor(std::span<const byte_span> buffers) noexcept : buffers_(buffers) { skip_full(); }

    bool full() const noexcept { return buffers_.empty(); }
    /// Returns the free part of the buffer to fill next.
    byte_span free() const noexcept { return full() ? byte_span() : buffers_.front().subspan(filled_); }
    void advance(std::size_t n) noexcept
    {
        filled_ += n;
        skip_full();
    }
    /// Copies as much of `data` as fits. Returns the number of bytes copied.
    std::size_t copy(byte_view data) noexcept
    {
        std::size_t copied = 0;
        while (copied < data.size() && !full()) {
            auto part = data.subspan(copied, std::min(free().size(), data.size() - copied));
            std::memcpy(free().data(), part.data(), part.size());
            copied += part.size();
            advance(part.size());
        }
        return copied;
    }

private:
    void skip_full() noexcept
    {
        while (!buffers_.empty() && filled_ == buffers_.front().size()) {
            buffers_ = buffers_.subspan(1);
            filled_ = 0;
        }
    }

    std::span<const byte_span> buffers_;
    std::size_t filled_ = 0;
};

} // namespace tls

#endif
