// Buffer for received bytes that are not processed yet.

#ifndef TLS_SRC_PROTOCOL_RECORD_INPUT_BUFFER_HPP
#define TLS_SRC_PROTOCOL_RECORD_INPUT_BUFFER_HPP

#include "protocol/record/block_pool.hpp"

#include <tls/bytes.hpp>

namespace tls {

/// Holds received bytes in one contiguous run. prepare() lends space at the end to the transport; records are taken
/// from the front. The buffer takes memory from the pool when it needs it and returns it when it is empty. Nothing
/// moves while space is lent.
class input_buffer {
public:
    input_buffer() noexcept = default;
    input_buffer(const input_buffer&) = delete;
    input_buffer& operator=(const input_buffer&) = delete;
    ~input_buffer() { wipe_secret(secret_size_); }

    /// Returns space for the next bytes, never empty, lent until commit(). If the buffer is empty, the space fits a
    /// whole record of any size.
    byte_span prepare();
    /// Records that the transport filled the first `n` bytes of the lent space. Throws std::out_of_range if the space
    /// is smaller. `n` = 0 means that no more data is expected soon; the buffer then releases memory that it does not
    /// need.
    void commit(std::size_t n);
    /// Appends a copy of `data`. Throws std::logic_error while space is lent.
    void append(byte_view data);

    /// Returns the buffered bytes. Valid until prepare(), append() or consume().
    byte_span data() noexcept { return {block_.data() + begin_, end_ - begin_}; }
    std::size_t size() const noexcept { return end_ - begin_; }
    bool empty() const noexcept { return begin_ == end_; }

    /// Removes `n` bytes from the front.
    void consume(std::size_t n) noexcept;

    /// Marks the first `n` bytes as secret, because a record has been decrypted there. They are wiped when they are
    /// consumed, where they move from, and when the buffer is destroyed.
    void mark_secret(std::size_t n) noexcept { secret_size_ = n; }

private:
    void wipe_secret(std::size_t n) noexcept;
    void make_room(std::size_t size);
    void shrink();
    void release_if_idle() noexcept;

    block block_;
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
    std::size_t secret_size_ = 0; ///< bytes from begin_ on
    std::size_t wanted_size_ = 0; ///< grows when reads fill the lent space
    bool lent_ = false;
};

} // namespace tls

#endif
