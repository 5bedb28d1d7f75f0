// What arrived from the transport and has not been used yet.

#ifndef TLS_SRC_PROTOCOL_RECORD_INPUT_BUFFER_HPP
#define TLS_SRC_PROTOCOL_RECORD_INPUT_BUFFER_HPP

#include "protocol/record/block_pool.hpp"

namespace tls {

/// Received bytes in one run. Space is lent to the transport at the end; records are taken from
/// the front. Memory comes from the pool when it is needed and goes back when nothing is buffered.
/// While space is lent nothing moves.
class input_buffer {
public:
    /// Space for what comes next, never empty. Lent until commit(). With the front empty of data
    /// there is always room for a whole record.
    byte_span prepare();
    /// The first `n` bytes of the lent space were filled. Throws std::out_of_range if it has fewer. With 0, which says
    /// that more is not to be expected soon, memory that is not needed goes back.
    void commit(std::size_t n);
    /// Appends a copy. Throws std::logic_error while space is lent.
    void append(byte_view data);

    /// What is there, from the front. Valid until prepare(), append() or consume().
    byte_span data() noexcept { return {block_.data() + begin_, end_ - begin_}; }
    std::size_t size() const noexcept { return end_ - begin_; }
    bool empty() const noexcept { return begin_ == end_; }

    /// Drops `n` bytes from the front.
    void consume(std::size_t n) noexcept;

private:
    void make_room(std::size_t size);
    void shrink();
    void release_if_idle() noexcept;

    block block_;
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
    std::size_t wanted_size_ = 0; ///< grows when reads fill what they are lent
    bool lent_ = false;
};

} // namespace tls

#endif
