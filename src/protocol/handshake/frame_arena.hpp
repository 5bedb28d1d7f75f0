// Memory for the coroutine frames of one exchange.

#ifndef TLS_SRC_PROTOCOL_HANDSHAKE_FRAME_ARENA_HPP
#define TLS_SRC_PROTOCOL_HANDSHAKE_FRAME_ARENA_HPP

#include <cstddef>

namespace tls {

/// Allocates memory last in, first out, and wipes it when it is freed. The arena keeps its segments until it is
/// destroyed: consecutive steps of a flow reuse the same memory without further allocations. Segments come from the
/// pool of record buffers. Not thread-safe.
class frame_arena {
public:
    frame_arena() = default;
    frame_arena(const frame_arena&) = delete;
    frame_arena& operator=(const frame_arena&) = delete;
    /// All frames must have been freed.
    ~frame_arena();

    /// Returns `size` bytes, aligned for any type of fundamental alignment. Throws std::bad_alloc.
    void* allocate(std::size_t size);
    /// Wipes and frees the frame. It must be the last allocated frame of its arena that is still in use.
    static void free(void* frame, std::size_t size) noexcept;

    /// Returns the bytes available for frames in total.
    std::size_t capacity() const noexcept { return capacity_; }

private:
    struct segment;
    struct header;

    bool move_to_segment_with_room(std::size_t size) noexcept;
    void append_segment(std::size_t size);
    void release(header&) noexcept;

    segment* first_ = nullptr;
    segment* current_ = nullptr; ///< the last segment in use; later segments are empty
    std::size_t capacity_ = 0;
};

} // namespace tls

#endif
