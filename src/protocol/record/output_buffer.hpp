// What is to be sent.

#ifndef TLS_SRC_PROTOCOL_RECORD_OUTPUT_BUFFER_HPP
#define TLS_SRC_PROTOCOL_RECORD_OUTPUT_BUFFER_HPP

#include "protocol/record/block_pool.hpp"

namespace tls {

/// Bytes on their way out, in two runs: one that the transport borrows, which never moves, and one
/// that grows meanwhile. Memory comes from the pool and goes back when everything was sent.
class output_buffer {
public:
    /// Space for `size` more bytes. They are queued by commit(); until then nothing has changed.
    byte_span prepare(std::size_t size);
    void commit(std::size_t size) noexcept;
    /// Announces that about `size` bytes will be queued in pieces, so that they are not moved.
    void reserve(std::size_t size);

    /// The oldest unsent run; empty if nothing is unsent. Valid until sent().
    byte_view front();
    /// The first `n` bytes of front() were sent. Throws std::out_of_range if it has fewer.
    void sent(std::size_t n);

    bool empty() const noexcept { return total_sent_ == total_queued_; }
    std::size_t unsent() const noexcept { return static_cast<std::size_t>(total_queued_ - total_sent_); }
    std::uint64_t total_queued() const noexcept { return total_queued_; }
    std::uint64_t total_sent() const noexcept { return total_sent_; }

private:
    struct run {
        block memory;
        std::size_t begin = 0;
        std::size_t end = 0;
        bool empty() const noexcept { return begin == end; }
    };

    run lent_;
    run growing_;
    std::uint64_t total_queued_ = 0;
    std::uint64_t total_sent_ = 0;
};

} // namespace tls

#endif
