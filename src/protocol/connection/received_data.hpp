// Received application data that has not been read yet.

#ifndef TLS_SRC_PROTOCOL_CONNECTION_RECEIVED_DATA_HPP
#define TLS_SRC_PROTOCOL_CONNECTION_RECEIVED_DATA_HPP

#include "protocol/record/record_layer.hpp"

#include <tls/bytes.hpp>
#include <tls/crypto/secret.hpp>

namespace tls {

/// Keeps application data for the reader. The content of the last record stays in the input buffer, where it was
/// opened, until it is consumed or dropped. An operation other than a read calls hold() before it opens the next
/// record: that copies the content, and reads return the copy first.
class received_data {
public:
    /// hold() keeps up to `max_held` bytes and the content of one more record.
    received_data(record_layer& records, std::size_t max_held) noexcept : records_(records), max_held_(max_held) {}
    received_data(const received_data&) = delete;
    received_data& operator=(const received_data&) = delete;

    /// Adds the content of the current record, opened in place.
    void add(byte_view content) noexcept;

    bool empty() const noexcept { return size() == 0; }
    std::size_t size() const noexcept { return held_.size() - held_offset_ + unread_size_; }
    bool has_held() const noexcept { return held_.size() != held_offset_; }
    /// Returns the data to read next. Empty only if there is no data. Valid until the next call of another function.
    byte_view front() noexcept;
    /// Removes the first `n` bytes of front().
    void consume(std::size_t n) noexcept;

    /// Copies the content of the current record, so that the next record can be opened. Returns false and does nothing
    /// if more than the maximum would be held.
    bool hold();
    /// Drops all data.
    void drop() noexcept;

private:
    void release_unread() noexcept;

    record_layer& records_;
    std::size_t max_held_;
    /// An offset from the front of the input buffer, whose memory may move.
    std::size_t unread_offset_ = 0;
    std::size_t unread_size_ = 0;
    secure_bytes held_;
    std::size_t held_offset_ = 0;
};

} // namespace tls

#endif
