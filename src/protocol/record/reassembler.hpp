// Handshake messages out of records (RFC 8446 section 5.1).

#ifndef TLS_SRC_PROTOCOL_RECORD_REASSEMBLER_HPP
#define TLS_SRC_PROTOCOL_RECORD_REASSEMBLER_HPP

#include "protocol/wire/code_points.hpp"

#include <tls/bytes.hpp>

#include <optional>

namespace tls {

/// Proof that no handshake bytes are buffered. Required to change read keys.
/// RFC 8446 section 5.1: "Handshake messages MUST NOT span key changes."
class message_boundary {
    friend class reassembler;
    message_boundary() = default;
};

/// Puts together messages that were split over records, and takes apart records that hold several.
class reassembler {
public:
    /// How long messages may be, handshake header excluded.
    struct size_limits {
        std::size_t message;
        std::size_t certificate;
    };

    explicit reassembler(size_limits limits) noexcept : limits_(limits) {}
    /// For the messages whose header is not there yet.
    void set_limits(size_limits limits) noexcept { limits_ = limits; }

    /// Takes the content of one handshake record. Throws fatal if it is empty, if any of the messages that it
    /// holds or begins announces more than its limit, or if one is in too many pieces.
    void add(byte_view fragment);

    /// Whether a whole message is there.
    bool has_message() const noexcept;
    /// Its type. Requires has_message().
    handshake_type type() const noexcept { return static_cast<handshake_type>(buffer_[begin_]); }
    /// Takes it, with its header of four bytes. Requires has_message().
    bytes take();

    /// Whether anything is there, whole or in part.
    bool empty() const noexcept { return begin_ == buffer_.size(); }
    /// Empty if a message is buffered, whole or in part.
    std::optional<message_boundary> boundary() const noexcept;

private:
    std::optional<std::size_t> message_size(std::size_t offset) const noexcept;
    void check_sizes();

    size_limits limits_;
    bytes buffer_;
    std::size_t begin_ = 0;
    std::size_t checked_ = 0; ///< where the first message begins whose size has not been checked
    unsigned fragments_ = 0;
};

} // namespace tls

#endif
