// Record protection: encrypts and decrypts the records of one direction under one key.

#ifndef TLS_SRC_PROTOCOL_RECORD_PROTECTION_HPP
#define TLS_SRC_PROTOCOL_RECORD_PROTECTION_HPP

#include "protocol/record/record_header.hpp"

#include <tls/bytes.hpp>

#include <optional>
#include <span>

namespace tls {

/// Returns the total size of all pieces in bytes.
inline std::size_t total_size(std::span<const byte_view> pieces) noexcept
{
    std::size_t total = 0;
    for (auto piece : pieces)
        total += piece.size();
    return total;
}

/// Seals records under one key, with consecutive sequence numbers. Allocates nothing per record.
class record_sealer {
public:
    virtual ~record_sealer() = default;

    /// Returns the maximum difference in bytes between a record, header included, and its content and padding.
    virtual std::size_t expansion() const noexcept = 0;
    /// Returns the size of a record with this much content and padding, header included. Overridden where it is not
    /// simply expansion() more.
    virtual std::size_t record_size(std::size_t content_and_padding) const noexcept
    {
        return content_and_padding + expansion();
    }
    /// Returns whether everyone who has seen the records so far knows the next one's IV: TLS 1.0 CBC (CVE-2011-3389).
    virtual bool has_predictable_iv() const noexcept { return false; }
    /// Whether records can be padded.
    virtual bool can_pad() const noexcept = 0;
    /// Returns the number of records that this key may still seal. The last one is reserved for the end of the key's
    /// use: the KeyUpdate in TLS 1.3, and the alert that ends the connection in TLS 1.2, which has no KeyUpdate.
    virtual std::uint64_t remaining() const noexcept = 0;
    /// Writes a whole record to `record`, whose size is exactly record_size() of all pieces and `padding`. No piece may
    /// overlap it.
    virtual void seal(content_type, std::span<const byte_view> content, std::size_t padding, byte_span record) = 0;
};

/// The content of an opened record.
struct opened_record {
    content_type type = content_type::invalid;
    std::size_t size = 0; ///< of the content, which starts at the beginning of the output
};

/// Opens records under one key, with consecutive sequence numbers. Allocates nothing per record.
class record_opener {
public:
    virtual ~record_opener() = default;

    /// Returns how its records are protected, which also determines their maximum size.
    virtual record_protection protection() const noexcept { return record_protection::tls13; }
    /// Returns the output size that opening a record needs, given the length in its header.
    virtual std::size_t room_for(std::size_t length) const noexcept = 0;
    /// Returns the offset of the output from the start of the fragment when a record is opened in place.
    virtual std::size_t plaintext_offset() const noexcept { return 0; }
    /// Opens the record (header included) into `out`, which has room_for() bytes. `out` either does not overlap the
    /// record or begins plaintext_offset() bytes into its fragment. Returns nothing if the record does not decrypt;
    /// `out` then holds no plaintext, and the sequence number does not advance. Throws fatal{record_overflow} or
    /// {unexpected_message}.
    virtual std::optional<opened_record> open(byte_view record, byte_span out) = 0;
};

} // namespace tls

#endif
