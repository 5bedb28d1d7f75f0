// The record protocol of one connection (RFC 8446 section 5): framing both ways.

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

/// One record, opened. `content` is in the input buffer (or where the caller wanted it): it is
/// valid until release() and must not be kept longer.
struct record {
    content_type type = content_type::invalid;
    byte_view content;
    bool direct = false; ///< opened into the caller's memory
    bool was_protected = false;
};

/// Turns content into records in the output buffer and received bytes into records' content.
/// Knows no message and no state of the handshake.
class record_layer {
public:
    using padding_function = std::function<std::size_t(std::size_t content_size, std::size_t room)>;

    input_buffer& input() noexcept { return input_; }
    output_buffer& output() noexcept { return output_; }
    const output_buffer& output() const noexcept { return output_; }

    /// @name Sending
    /// @{
    /// Queues the pieces as records of one type, at most `most` bytes of them; returns how many. Application
    /// data stops short of the last record that the write key may seal.
    std::size_t write(content_type, std::span<const byte_view> pieces, std::size_t most = SIZE_MAX);
    std::size_t write(content_type type, byte_view content) { return write(type, {&content, 1}); }
    /// Queues a change_cipher_spec record without protection, as all are in TLS 1.3 (RFC 8446 section 5).
    void write_change_cipher_spec();
    void protect_write(std::unique_ptr<record_sealer>) noexcept;
    /// How many records the write key may still seal.
    std::uint64_t write_key_remaining() const noexcept;
    /// How many bytes of content and padding a protected record may have, at most 2^14: what the peer asked for
    /// (RFC 8449, RFC 6066 section 4).
    void set_write_limit(std::size_t most) noexcept { write_limit_ = most; }
    /// The same for records without protection, which max_fragment_length bounds as well.
    void set_plaintext_write_limit(std::size_t most) noexcept { plaintext_write_limit_ = most; }
    /// Asked for each protected record.
    void set_padding(padding_function padding) { padding_ = std::move(padding); }
    /// legacy_record_version of unprotected records: 0x0301 for a first ClientHello, 0x0303 else
    /// (RFC 8446 section 5.1).
    void set_legacy_record_version(std::uint16_t version) noexcept { legacy_record_version_ = version; }
    /// @}

    /// @name Receiving
    /// @{
    /// Opens the next record if it has arrived whole: into `direct` if it is protected application
    /// data that fits there, else in place. The record before must have been released.
    std::optional<record> next(byte_span direct = {});
    /// Drops the record that next() returned, once its content has been used.
    void release() noexcept;
    /// Changing keys takes a proof that no message is cut in two by it.
    void protect_read(std::unique_ptr<record_opener>, message_boundary) noexcept;
    /// From here on protected records that do not decrypt are dropped, at most `budget` bytes of them,
    /// until one does: early data that was not accepted (RFC 8446 section 4.2.10).
    void skip_early_data(std::size_t budget) noexcept { skippable_ = budget; }
    bool read_is_protected() const noexcept { return opener_ != nullptr; }
    /// How many bytes of content (in TLS 1.3 with its type and padding) a protected record may have: what we asked
    /// the peer for. More is record_overflow.
    void set_read_limit(std::size_t most) noexcept { read_limit_ = most; }
    /// The same for records without protection, which max_fragment_length bounds as well, and record_size_limit does
    /// not (RFC 6066 section 4, RFC 8449 section 4).
    void set_plaintext_read_limit(std::size_t most) noexcept { plaintext_read_limit_ = most; }
    /// From here on records without protection must be of this version, alerts aside: their sender may not know yet
    /// what was negotiated.
    void expect_record_version(protocol_version version) noexcept { expected_version_ = version; }
    /// A protected record has been opened under the present read protection or one before.
    bool has_opened_protected() const noexcept { return has_opened_protected_; }
    /// @}

private:
    record_protection read_protection() const noexcept;
    record unprotected(const record_header&, byte_view whole) const;
    bool skip(const record_header&) noexcept;
    std::size_t padding_for(std::size_t content_size) const;
    std::size_t write_size(std::size_t content_and_padding) const noexcept;

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
    bool has_opened_protected_ = false;
    std::size_t skippable_ = 0; ///< bytes of early data that may still be dropped
};

} // namespace tls

#endif
