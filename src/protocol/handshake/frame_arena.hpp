// Memory for the coroutine frames of one exchange.

#ifndef TLS_SRC_PROTOCOL_HANDSHAKE_FRAME_ARENA_HPP
#define TLS_SRC_PROTOCOL_HANDSHAKE_FRAME_ARENA_HPP

#include <cstddef>

namespace tls {

/// Hands out memory last in, first out, and wipes what comes back. Blocks stay until the arena is destroyed, so that
/// the steps of a flow, one after the other, use the same memory and allocate nothing. Not thread-safe.
class frame_arena {
public:
    frame_arena() = default;
    frame_arena(const frame_arena&) = delete;
    frame_arena& operator=(const frame_arena&) = delete;
    /// All frames must have been freed.
    ~frame_arena();

    /// `size` bytes, aligned for any type of fundamental alignment. Throws std::bad_alloc.
    void* allocate(std::size_t size);
    /// Wipes and frees the frame, which must be the last that its arena handed out and has not got back.
    static void free(void* frame, std::size_t size) noexcept;

    /// Bytes that the arena has for frames.
    std::size_t capacity() const noexcept { return capacity_; }

private:
    struct block;
    struct header;

    bool move_to_block_with_room(std::size_t size) noexcept;
    void append_block(std::size_t size);
    void release(header&) noexcept;

    block* first_ = nullptr;
    block* current_ = nullptr; ///< the last block in use; those behind it are empty
    std::size_t capacity_ = 0;
};

} // namespace tls

#endif
