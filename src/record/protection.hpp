// Record protection: what turns content into records and back, in one direction under one key.

#ifndef TLS_SRC_RECORD_PROTECTION_HPP
#define TLS_SRC_RECORD_PROTECTION_HPP

#include "record/record_header.hpp"

#include <tls/bytes.hpp>

#include <memory>
#include <span>

namespace tls {

/// Seals records under one key, with consecutive sequence numbers. Allocates nothing per record.
class record_sealer {
public:
    virtual ~record_sealer() = default;

    /// How many bytes a record, header included, is longer than its content and padding.
    virtual std::size_t expansion() const noexcept = 0;
    /// Whether padding is possible.
    virtual bool can_pad() const noexcept = 0;
    /// How many records this key may still seal.
    virtual std::uint64_t remaining() const noexcept = 0;
    /// Writes a whole record to `record`, which has exactly the size of the pieces' total,
    /// `padding` and expansion().
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

    /// How much room opening a record needs, given the length its header says.
    virtual std::size_t room_for(std::size_t length) const noexcept = 0;
    /// Opens the record (header included) into `out`, which has room_for() bytes and is either
    /// elsewhere or begins where the record's fragment does. Empty if it does not decrypt: `out` then
    /// holds nothing, and the sequence number stays. Throws fatal{record_overflow} or {unexpected_message}.
    virtual std::optional<opened_record> open(byte_view record, byte_span out) = 0;
};

} // namespace tls

#endif
