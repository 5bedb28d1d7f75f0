// The record protocol of one connection (RFC 8446 section 5), for both directions.

#ifndef TLS_SRC_PROTOCOL_RECORD_RECORD_LAYER_HPP
#define TLS_SRC_PROTOCOL_RECORD_RECORD_LAYER_HPP

#include "protocol/record/input_buffer.hpp"
#include "protocol/record/output_buffer.hpp"
#include "protocol/record/protection.hpp"
#include "protocol/record/reassembler.hpp"

#include <tls/version.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <span>

namespace tls {

/// One opened record. `content` points into the input buffer (or the caller's memory) and is valid until release().
struct record {
    content_type type = content_type::invalid;
    byte_view content;
    bool direct = false; ///< opened into the caller's memory
    bool was_protected = false;
    bool is_version2_hello = false; ///< a handshake message of another format, without a record
};

/// Turns content into records in the output buffer, and received bytes into record content. Knows nothing of messages
/// or handshake state.
class record_layer {
public:
    using padding_function = std::function<std::size_t(std::size_t content_size, std::size_t room)>;

    input_buffer& input() noexcept { return input_; }
    output_buffer& output() noexcept { return output_; }
    const output_buffer& output() const noexcept { return output_; }

    /// Destroys the keys of both directions and wipes the received bytes. Queued output stays. Nothing is sent or
    /// received afterwards: without this rule, writes would go out unprotected.
    void forget() noexcept;

    /// @name Sending
    /// @{
    /// Queues the pieces as records of one type, at most `max_bytes` of them; returns the number of bytes queued.
    /// Application data stops before the last record that the write key may seal.
    std::size_t write(content_type, std::span<const byte_view> pieces, std::size_t max_bytes = SIZE_MAX);
    std::size_t write(content_type type, byte_view content) { return write(type, {&content, 1}); }
    /// Queues an unprotected change_cipher_spec record; in TLS 1.3 all of them are unprotected (RFC 8446 section 5).
    void write_change_cipher_spec();
    void protect_write(std::unique_ptr<record_sealer>) noexcept;
    /// Returns the number of records that the write key may still seal.
    std::uint64_t write_key_remaining() const noexcept;
    /// Sets the maximum size of content and padding in a protected record, at most 2^14 bytes, as the peer
    /// requested (RFC 8449, RFC 6066 section 4).
    void set_write_limit(std::size_t max_bytes) noexcept { write_limit_ = max_bytes; }
    /// The same for unprotected records, which max_fragment_length limits as well.
    void set_plaintext_write_limit(std::size_t max_bytes) noexcept { plaintext_write_limit_ = max_bytes; }
    /// Sets whether the first byte of each record of application data has a record of its own where IVs are
    /// predictable. An attacker who chooses the data then cannot know the IV of the rest (BEAST, CVE-2011-3389). On by
    /// default. As in other libraries, this includes the later records of a write, though their data is chosen before
    /// their IV.
    void set_record_splitting(bool on) noexcept { splits_records_ = on; }
    /// Sets the padding function, which is called for each protected record.
    void set_padding(padding_function padding) { padding_ = std::move(padding); }
    /// Sets legacy_record_version of unprotected records: 0x0301 for an initial ClientHello, otherwise 0x0303 (RFC 8446
    /// section 5.1), and before TLS 1.2 the negotiated version.
    void set_legacy_record_version(std::uint16_t version) noexcept { legacy_record_version_ = version; }
    /// @}

    /// @name Receiving
    /// @{
    /// Opens the next record if it has arrived whole: into `direct` if it is protected application data that fits
    /// there, otherwise in place. The previous record must have been released.
    std::optional<record> next(byte_span direct = {});
    /// Drops the record that next() returned, once its content has been used.
    void release() noexcept;
    /// Changes the read key. Requires proof that no message spans the change.
    void protect_read(std::unique_ptr<record_opener>, message_boundary) noexcept;
    /// From now on drops protected records that do not decrypt, up to `budget` bytes, until one does decrypt: rejected
    /// early data (RFC 8446 section 4.2.10).
    void skip_early_data(std::size_t budget) noexcept { skippable_ = budget; }
    bool read_is_protected() const noexcept { return opener_ != nullptr; }
    /// Sets the maximum content size of a protected record, in bytes, as requested from the peer; in TLS 1.3 it
    /// includes content type and padding. A longer record throws record_overflow.
    void set_read_limit(std::size_t max_bytes) noexcept { read_limit_ = max_bytes; }
    /// The same for unprotected records, which max_fragment_length limits (RFC 6066 section 4) and record_size_limit
    /// does not (RFC 8449 section 4).
    void set_plaintext_read_limit(std::size_t max_bytes) noexcept { plaintext_read_limit_ = max_bytes; }
    /// From now on requires this version in unprotected records other than alerts, whose sender may not know the
    /// negotiated version yet.
    void expect_record_version(protocol_version version) noexcept { expected_version_ = version; }
    /// Whether a protected record has been opened under the current read key or an earlier one.
    bool has_opened_protected() const noexcept { return has_opened_protected_; }
    /// Accepts a version 2 ClientHello, if it is the first thing that arrives (RFC 2246 appendix E.1).
    void accept_version2_hello() noexcept { accepts_version2_hello_ = true; }
    /// @}

private:
    std::optional<record> next_version2_hello();
    record_protection read_protection() const noexcept;
    record unprotected(const record_header&, byte_view whole) const;
    bool skip(const record_header&) noexcept;
    std::size_t padding_for(std::size_t content_size) const;
    std::size_t write_size(std::size_t content_and_padding) const noexcept;
    bool splits_content(content_type) const noexcept;

    input_buffer input_;
    output_buffer output_;
    std::unique_ptr<record_sealer> sealer_;
    std::unique_ptr<record_opener> opener_;
    padding_function padding_;
    std::size_t write_limit_ = max_plaintext_size;
    std::size_t plaintext_write_limit_ = max_plaintext_size;
    std::size_t read_limit_ = max_plaintext_size + 1;
    std::size_t plaintext_read_limit_ = max_plaintext_size;
    std::optional<protocol_version> expected_version_;
    std::size_t current_record_size_ = 0; ///< of the record that next() returned
    std::uint16_t legacy_record_version_ = 0x0303;
    bool splits_records_ = true;
    bool has_opened_protected_ = false;
    bool accepts_version2_hello_ = false;
    bool is_forgotten_ = false;
    std::size_t skippable_ = 0; ///< bytes of early data that may still be dropped
};

} // namespace tls

#endif
