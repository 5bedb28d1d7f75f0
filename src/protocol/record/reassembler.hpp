// Reassembles handshake messages from records (RFC 8446 section 5.1).

#ifndef TLS_SRC_PROTOCOL_RECORD_REASSEMBLER_HPP
#define TLS_SRC_PROTOCOL_RECORD_REASSEMBLER_HPP

#include "protocol/wire/code_points.hpp"

#include <tls/bytes.hpp>

#include <optional>

namespace tls {

/// Proof that no handshake bytes are buffered. Read keys cannot change without it: RFC 8446 section 5.1, "Handshake
/// messages MUST NOT span key changes."
class message_boundary {
    friend class reassembler;
    message_boundary() = default;
};

/// Joins messages that were split over several records, and separates messages that share a record.
class reassembler {
public:
    /// Maximum message sizes in bytes, handshake header excluded.
    struct size_limits {
        std::size_t message;
        std::size_t certificate;
    };

    explicit reassembler(size_limits limits) noexcept : limits_(limits) {}
    /// Changes the limits for messages whose header has not arrived yet.
    void set_limits(size_limits limits) noexcept { limits_ = limits; }

    /// Adds the content of one handshake record. Throws fatal if it is empty, if a message in it announces a size above
    /// its limit, or if a message is split into too many records.
    void add(byte_view fragment);

    /// Whether a whole message is buffered.
    bool has_message() const noexcept;
    /// Returns the type of the first message. Requires has_message().
    handshake_type type() const noexcept { return static_cast<handshake_type>(buffer_[begin_]); }
    /// Removes and returns the first message, with its 4-byte header. Requires has_message().
    bytes take();
    /// Wipes and drops everything.
    void drop() noexcept;

    /// Whether nothing is buffered.
    bool empty() const noexcept { return begin_ == buffer_.size(); }
    /// Returns the proof; empty if a message is buffered, whole or in part.
    std::optional<message_boundary> boundary() const noexcept;

private:
    std::optional<std::size_t> message_size(std::size_t offset) const noexcept;
    void check_sizes();

    size_limits limits_;
    bytes buffer_;
    std::size_t begin_ = 0;
    std::size_t checked_ = 0; ///< offset of the first message whose size has not been checked
    unsigned fragments_ = 0;
};

} // namespace tls

#endif
