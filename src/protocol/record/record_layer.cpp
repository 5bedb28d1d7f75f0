#include "protocol/record/record_layer.hpp"

#include "protocol/record/version2_hello.hpp"
#include "protocol/wire/fatal.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>

namespace tls {
namespace {

/// Takes runs of bytes from a sequence of pieces without copying them.
class piece_cursor {
public:
    explicit piece_cursor(std::span<const byte_view> pieces) noexcept : pieces_(pieces) {}

    /// Returns up to `size` bytes as a sequence of at most 64 pieces, the maximum for one record. Sets `taken` to
    /// their total size in bytes. Valid until the next call.
    std::span<const byte_view> take(std::size_t size, std::size_t& taken)
    {
        taken = 0;
        std::size_t count = 0;
        while (taken < size && count < parts_.size() && !pieces_.empty()) {
            auto rest = pieces_.front().subspan(offset_);
            auto part = rest.first(std::min(rest.size(), size - taken));
            if (!part.empty())
                parts_[count++] = part;
            taken += part.size();
            offset_ += part.size();
            if (part.size() == rest.size()) {
                pieces_ = pieces_.subspan(1);
                offset_ = 0;
            }
        }
        return std::span(parts_).first(count);
    }

private:
    std::span<const byte_view> pieces_;
    std::size_t offset_ = 0;
    std::array<byte_view, 64> parts_;
};

} // namespace

void record_layer::forget() noexcept
{
    is_forgotten_ = true;
    sealer_.reset();
    opener_.reset();
    skippable_ = 0;
    current_record_size_ = 0;
    input_.consume(input_.size());
}

std::size_t record_layer::write(content_type type, std::span<const byte_view> pieces, std::size_t max_bytes)
{
    if (is_forgotten_)
        return 0;
    auto left = std::min(total_size(pieces), max_bytes);
    const auto largest = sealer_ ? write_limit_ : plaintext_write_limit_;
    const bool splits = splits_content(type);
    auto next_size = splits ? 1 : largest;
    const auto records = (left + largest - 1) / largest * (splits ? 2 : 1);
    output_.reserve(left + records * (sealer_ ? sealer_->expansion() : record_header_size));

    piece_cursor cursor(pieces);
    std::size_t written = 0;
    while (written < left) {
        // The last record of a key is reserved for the KeyUpdate that replaces it.
        if (type == content_type::application_data && write_key_remaining() <= 1)
            break;
        std::size_t size = 0;
        auto content = cursor.take(std::min(left - written, next_size), size);
        written += size;
        if (splits)
            next_size = next_size == 1 ? largest - 1 : 1;
        if (sealer_) {
            auto padding = padding_for(size);
            auto record_size = write_size(size + padding);
            sealer_->seal(type, content, padding, output_.prepare(record_size));
            output_.commit(record_size);
            continue;
        }
        auto out = output_.prepare(write_size(size));
        output_.commit(out.size());
        record_header{type, legacy_record_version_, static_cast<std::uint16_t>(size)}.write(out);
        out = out.subspan(record_header_size);
        for (auto piece : content) {
            std::memcpy(out.data(), piece.data(), piece.size());
            out = out.subspan(piece.size());
        }
    }
    return written;
}

bool record_layer::splits_content(content_type type) const noexcept
{
    return splits_records_ && type == content_type::application_data && sealer_ && sealer_->has_predictable_iv();
}

void record_layer::write_change_cipher_spec()
{
    if (is_forgotten_)
        return;
    auto out = output_.prepare(record_header_size + 1);
    output_.commit(out.size());
    record_header{content_type::change_cipher_spec, 0x0303, 1}.write(out);
    out[record_header_size] = 1;
}

void record_layer::protect_write(std::unique_ptr<record_sealer> sealer) noexcept
{
    if (!is_forgotten_)
        sealer_ = std::move(sealer);
}

std::uint64_t record_layer::write_key_remaining() const noexcept
{
    return sealer_ ? sealer_->remaining() : std::numeric_limits<std::uint64_t>::max();
}

std::size_t record_layer::padding_for(std::size_t content_size) const
{
    if (!padding_ || !sealer_->can_pad())
        return 0;
    auto room = write_limit_ - content_size;
    return std::min(padding_(content_size, room), room);
}

std::size_t record_layer::write_size(std::size_t content_and_padding) const noexcept
{
    return sealer_ ? sealer_->record_size(content_and_padding) : record_header_size + content_and_padding;
}

std::optional<record> record_layer::next(byte_span direct)
{
    if (is_forgotten_)
        return std::nullopt;
    if (accepts_version2_hello_ && !input_.data().empty()) {
        if (may_be_version2_hello(input_.data()))
            return next_version2_hello();
        accepts_version2_hello_ = false;
    }
    for (;;) {
        auto data = input_.data();
        auto header = read_record_header(data, read_protection());
        if (!header || data.size() < record_header_size + header->length)
            return std::nullopt;
        current_record_size_ = record_header_size + header->length;
        auto whole = data.first(current_record_size_);

        const bool is_data = header->type == content_type::application_data;
        if (!is_data && read_protection() != record_protection::tls12)
            return unprotected(*header, whole);
        if (!opener_) {
            if (skip(*header))
                continue;
            return unprotected(*header, whole);
        }

        auto room = opener_->room_for(header->length);
        auto plaintext_offset = std::min<std::size_t>(opener_->plaintext_offset(), header->length);
        record result;
        result.direct = is_data && room <= direct.size() && !direct.empty();
        auto out =
            result.direct ? direct.first(room) : whole.subspan(record_header_size).subspan(plaintext_offset, room);
        if (!result.direct)
            input_.mark_secret(current_record_size_);
        auto opened = opener_->open(whole, out);
        if (!opened && skip(*header))
            continue;
        if (!opened)
            throw fatal(alert_description::bad_record_mac, error::reason::bad_record_mac);
        // RFC 8449 section 4: in TLS 1.3 the limit includes the content type and padding.
        if ((opener_->protection() == record_protection::tls13 ? room : opened->size) > read_limit_)
            throw fatal(alert_description::record_overflow, error::reason::record_overflow,
                        "a record exceeds the size limit that we sent");
        result.type = opened->type;
        result.content = out.first(opened->size);
        result.was_protected = true;
        has_opened_protected_ = true;
        skippable_ = 0;
        return result;
    }
}

std::optional<record> record_layer::next_version2_hello()
{
    const auto message = read_version2_hello(input_.data());
    if (!message)
        return std::nullopt;
    accepts_version2_hello_ = false;
    current_record_size_ = version2_length_size + message->size();
    record result{content_type::handshake, *message};
    result.is_version2_hello = true;
    return result;
}

/// Returns an unprotected record. Throws if it is too long or has the wrong version.
record record_layer::unprotected(const record_header& header, byte_view whole) const
{
    // RFC 5246 section 6.2.1: version is "the version of the protocol being employed".
    if (expected_version_ && header.type != content_type::alert &&
        header.legacy_record_version != static_cast<std::uint16_t>(*expected_version_))
        throw fatal(alert_description::protocol_version, error::reason::wrong_version_number,
                    "a record has the wrong version");
    if (header.length > plaintext_read_limit_)
        throw fatal(alert_description::record_overflow, error::reason::record_overflow,
                    "a record exceeds the size limit that we sent");
    return {header.type, whole.subspan(record_header_size)};
}

record_protection record_layer::read_protection() const noexcept
{
    if (opener_)
        return opener_->protection();
    // Early data to be skipped may arrive before the read keys exist.
    return skippable_ != 0 ? record_protection::tls13 : record_protection::none;
}

/// Drops the current record as early data if the budget allows it.
bool record_layer::skip(const record_header& header) noexcept
{
    const auto cost = record_header_size + header.length;
    if (skippable_ < cost)
        return false;
    skippable_ -= cost;
    release();
    return true;
}

void record_layer::release() noexcept
{
    input_.consume(std::exchange(current_record_size_, 0));
}

void record_layer::protect_read(std::unique_ptr<record_opener> opener, message_boundary) noexcept
{
    if (!is_forgotten_)
        opener_ = std::move(opener);
}

} // namespace tls
