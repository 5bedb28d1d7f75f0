#include "protocol/record/protection_tls13.hpp"

#include "protocol/wire/fatal.hpp"

#include <tls/crypto/secret.hpp>

#include <algorithm>
#include <array>
#include <stdexcept>

namespace tls {
namespace {

constexpr std::size_t nonce_size = 12;
constexpr std::size_t max_pieces = 64;
constexpr std::array<std::uint8_t, max_plaintext_size> zeros{};

/// Makes the per-record nonce (RFC 8446 section 5.3): the IV with the sequence number XORed into its end.
class nonce_sequence {
public:
    explicit nonce_sequence(byte_view iv)
    {
        if (iv.size() != nonce_size)
            throw std::invalid_argument("TLS 1.3 needs an AEAD with a 12-byte nonce");
        std::copy(iv.begin(), iv.end(), iv_.begin());
    }
    ~nonce_sequence() { wipe(iv_); }
    nonce_sequence(const nonce_sequence&) = delete;
    nonce_sequence& operator=(const nonce_sequence&) = delete;

    std::uint64_t number() const noexcept { return number_; }

    std::array<std::uint8_t, nonce_size> current() const noexcept
    {
        auto nonce = iv_;
        for (std::size_t i = 0; i < 8; ++i)
            nonce[nonce_size - 1 - i] ^= static_cast<std::uint8_t>(number_ >> (8 * i));
        return nonce;
    }

    /// RFC 8446 section 5.3: "Sequence numbers MUST NOT wrap."
    void advance()
    {
        if (++number_ == 0)
            throw fatal(alert_description::internal_error, error::reason::sequence_number_overflow);
    }

private:
    std::array<std::uint8_t, nonce_size> iv_{};
    std::uint64_t number_ = 0;
};

class tls13_sealer final : public record_sealer {
public:
    tls13_sealer(const cipher_suite& suite, byte_view key, byte_view iv)
        : aead_(suite.aead->make(key)),
          tag_size_(suite.aead->tag_size),
          limit_(std::max<std::uint64_t>(suite.limits.sealed_records, 2)),
          nonces_(iv)
    {
    }

    std::size_t expansion() const noexcept override { return record_header_size + 1 + tag_size_; }
    bool can_pad() const noexcept override { return true; }
    std::uint64_t remaining() const noexcept override { return limit_ - std::min(limit_, nonces_.number()); }

    void seal(content_type type, std::span<const byte_view> content, std::size_t padding, byte_span record) override
    {
        // TLSInnerPlaintext is content, content type, zeros (RFC 8446 section 5.2).
        std::array<byte_view, max_pieces + 2> pieces;
        if (content.size() > max_pieces || padding > zeros.size())
            throw std::length_error("too many pieces of record content, or too much padding");
        auto count = content.size();
        std::copy(content.begin(), content.end(), pieces.begin());
        auto inner_type = static_cast<std::uint8_t>(type);
        pieces[count++] = {&inner_type, 1};
        if (padding != 0)
            pieces[count++] = byte_view(zeros).first(padding);

        record_header header;
        header.type = content_type::application_data;
        header.length = static_cast<std::uint16_t>(record.size() - record_header_size);
        header.write(record);
        // The nonce counts as used even if sealing fails half-way.
        const auto nonce = nonces_.current();
        nonces_.advance();
        aead_->seal(nonce, record.first(record_header_size), std::span(pieces).first(count),
                    record.subspan(record_header_size));
    }

private:
    std::unique_ptr<aead_context> aead_;
    std::size_t tag_size_;
    std::uint64_t limit_;
    nonce_sequence nonces_;
};

class tls13_opener final : public record_opener {
public:
    tls13_opener(const cipher_suite& suite, byte_view key, byte_view iv)
        : aead_(suite.aead->make(key)), tag_size_(suite.aead->tag_size), nonces_(iv)
    {
    }

    std::size_t room_for(std::size_t length) const noexcept override { return length - std::min(length, tag_size_); }

    std::optional<opened_record> open(byte_view record, byte_span out) override
    {
        auto fragment = record.subspan(record_header_size);
        if (fragment.size() < tag_size_ ||
            !aead_->open(nonces_.current(), record.first(record_header_size), fragment, out)) {
            wipe(out);
            return std::nullopt;
        }
        nonces_.advance();
        // RFC 8446 section 5.4: the full TLSInnerPlaintext MUST NOT exceed 2^14 + 1 bytes.
        if (out.size() > max_plaintext_size + 1)
            throw fatal(alert_description::record_overflow, error::reason::plaintext_overflow);
        return strip_padding(out);
    }

private:
    /// RFC 8446 section 5.4: the content type is the last non-zero byte. If all bytes are zero, the receiver MUST
    /// terminate the connection with an "unexpected_message" alert.
    static opened_record strip_padding(byte_view inner)
    {
        auto size = inner.size();
        while (size > 0 && inner[size - 1] == 0)
            --size;
        if (size == 0)
            throw fatal(alert_description::unexpected_message, error::reason::bad_record_type,
                        "a record that contains only padding");
        return {static_cast<content_type>(inner[size - 1]), size - 1};
    }

    std::unique_ptr<aead_context> aead_;
    std::size_t tag_size_;
    nonce_sequence nonces_;
};

} // namespace

std::unique_ptr<record_sealer> make_tls13_sealer(const cipher_suite& suite, byte_view key, byte_view iv)
{
    return std::make_unique<tls13_sealer>(suite, key, iv);
}

std::unique_ptr<record_opener> make_tls13_opener(const cipher_suite& suite, byte_view key, byte_view iv)
{
    return std::make_unique<tls13_opener>(suite, key, iv);
}

} // namespace tls
