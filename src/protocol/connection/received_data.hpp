// Application data that has arrived and was not read yet.

#ifndef TLS_SRC_PROTOCOL_CONNECTION_RECEIVED_DATA_HPP
#define TLS_SRC_PROTOCOL_CONNECTION_RECEIVED_DATA_HPP

#include "protocol/record/record_layer.hpp"

#include <tls/bytes.hpp>

namespace tls {

/// Keeps application data for the reader. The content of the last record stays where it was opened, in the input
/// buffer, until it is consumed or dropped. An operation other than a read that has to open the next record first has
/// it held: a copy, which read takes before all other data.
class received_data {
public:
    explicit received_data(record_layer& records) noexcept : records_(records) {}
    received_data(const received_data&) = delete;
    received_data& operator=(const received_data&) = delete;

    /// Takes the content of the present record, opened in place.
    void add(byte_view content) noexcept;

    bool empty() const noexcept { return size() == 0; }
    std::size_t size() const noexcept { return held_.size() - held_offset_ + unread_size_; }
    bool has_held() const noexcept { return held_.size() != held_offset_; }
    /// The data to be read next; empty only if there is none. Valid until the next call of another function.
    byte_view front() noexcept;
    /// Takes the first `n` bytes of front().
    void consume(std::size_t n) noexcept;

    /// Holds the content of the present record, so that the next can be opened. False, without an effect, if more than
    /// 256 KiB would be held.
    bool hold();
    /// Forgets all data.
    void drop() noexcept;

private:
    void release_unread() noexcept;

    record_layer& records_;
    /// In the input buffer, whose memory may move: counted from its front.
    std::size_t unread_offset_ = 0;
    std::size_t unread_size_ = 0;
    bytes held_;
    std::size_t held_offset_ = 0;
};

} // namespace tls

#endif
