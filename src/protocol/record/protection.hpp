// Record protection: what turns content into records and back, in one direction under one key.

#ifndef TLS_SRC_PROTOCOL_RECORD_PROTECTION_HPP
#define TLS_SRC_PROTOCOL_RECORD_PROTECTION_HPP

#include "protocol/record/record_header.hpp"

#include <tls/bytes.hpp>

#include <memory>
#include <span>

namespace tls {

/// Seals records under one key, with consecutive sequence numbers. Allocates nothing per record.
class record_sealer {
public:
    virtual ~record_sealer() = default;

    /// How many bytes a record, header included, is at most longer than its content and padding.
    virtual std::size_t expansion() const noexcept = 0;
    /// How long the record of so much content and padding is, header included: where that is not just
    /// expansion() more.
    virtual std::size_t record_size(std::size_t content_and_padding) const noexcept
    {
        return content_and_padding + expansion();
    }
    /// Whether padding is possible.
    virtual bool can_pad() const noexcept = 0;
    /// How many records this key may still seal. The last one is for what ends the key's use: the
    /// KeyUpdate of TLS 1.3, or, as TLS 1.2 has none, the alert that ends the connection.
    virtual std::uint64_t remaining() const noexcept = 0;
    /// Writes a whole record to `record`, which has exactly record_size() bytes for the pieces' total
    /// and `padding`. No piece overlaps it.
    virtual void seal(content_type, std::span<const byte_view> content, std::size_t padding, byte_span record) = 0;
};

/// What was in a record.
struct opened_record {
    content_type type = content_type::invalid;
    std::size_t size = 0; ///< of the content, which stands at the beginning of where it was opened to
};

/// Opens records under one key, with consecutive sequence numbers. Allocates nothing per record.
class record_opener {
public:
    virtual ~record_opener() = default;

    /// Which records it opens, and how long they may be.
    virtual record_protection protection() const noexcept { return record_protection::tls13; }
    /// How much room opening a record needs, given the length its header says.
    virtual std::size_t room_for(std::size_t length) const noexcept = 0;
    /// How far into the fragment the room begins when a record is opened in place.
    virtual std::size_t place() const noexcept { return 0; }
    /// Opens the record (header included) into `out`, which has room_for() bytes and is either
    /// elsewhere or begins place() bytes into the record's fragment. Empty if it does not decrypt: `out` then
    /// holds nothing, and the sequence number stays. Throws fatal{record_overflow} or {unexpected_message}.
    virtual std::optional<opened_record> open(byte_view record, byte_span out) = 0;
};

} // namespace tls

#endif
