// Buffer for records to be sent.

#ifndef TLS_SRC_PROTOCOL_RECORD_OUTPUT_BUFFER_HPP
#define TLS_SRC_PROTOCOL_RECORD_OUTPUT_BUFFER_HPP

#include "protocol/record/block_pool.hpp"

#include <tls/bytes.hpp>

namespace tls {

/// Holds unsent bytes in two runs: one is lent to the transport and never moves, the other grows meanwhile. The buffer
/// takes memory from the pool and returns it once everything is sent.
class output_buffer {
public:
    /// Returns space for `size` more bytes. commit() queues them; until then the buffer is unchanged.
    byte_span prepare(std::size_t size);
    void commit(std::size_t size) noexcept;
    /// Announces that about `size` bytes will be queued in pieces, so that growing does not move them.
    void reserve(std::size_t size);

    /// Returns the oldest unsent run, empty if everything is sent. Valid until sent().
    byte_view front();
    /// Records that the first `n` bytes of front() were sent. Throws std::out_of_range if front() is smaller.
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
