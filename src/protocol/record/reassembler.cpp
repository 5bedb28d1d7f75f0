#include "protocol/record/reassembler.hpp"

#include "protocol/wire/fatal.hpp"

#include <tls/crypto/secret.hpp>

#include <utility>

namespace tls {
namespace {

constexpr std::size_t handshake_header_size = 4;

/// The maximum number of records that one message may be split into. A peer that sends the largest message byte by byte
/// would make us decrypt a record per byte. A ClientHello with several post-quantum key shares, and the usual chain of
/// certificates, may arrive byte by byte.
constexpr unsigned max_fragments = 8192;

} // namespace

void reassembler::add(byte_view fragment)
{
    // RFC 8446 section 5.1 forbids zero-length fragments of handshake types; section 5.4 names the alert.
    if (fragment.empty())
        throw fatal(alert_description::unexpected_message, error::reason::too_many_empty_records,
                    "a handshake record is empty");
    if (++fragments_ > max_fragments)
        throw fatal(alert_description::unexpected_message, error::reason::too_many_fragments);

    if (begin_ != 0) {
        buffer_.erase(buffer_.begin(), buffer_.begin() + static_cast<std::ptrdiff_t>(begin_));
        checked_ -= begin_;
        begin_ = 0;
    }
    buffer_.insert(buffer_.end(), fragment.begin(), fragment.end());
    check_sizes();
}

/// Checks the announced size of each message as soon as its header has arrived.
void reassembler::check_sizes()
{
    for (;;) {
        const auto size = message_size(checked_);
        if (!size)
            return;
        const auto type = static_cast<handshake_type>(buffer_[checked_]);
        const auto limit = type == handshake_type::certificate ? limits_.certificate : limits_.message;
        if (*size - handshake_header_size > limit) {
            // The length of Finished is that of a hash: any other length is an encoding error (RFC 8446 section 4.4.4).
            const auto alert = type == handshake_type::finished ? alert_description::decode_error
                                                                : alert_description::illegal_parameter;
            throw fatal(alert, error::reason::excessive_message_size,
                        std::string(to_string(type)) + " of " + std::to_string(*size) + " bytes");
        }
        checked_ += *size;
    }
}

bool reassembler::has_message() const noexcept
{
    auto size = message_size(begin_);
    return size && buffer_.size() - begin_ >= *size;
}

bytes reassembler::take()
{
    const auto size = *message_size(begin_);
    fragments_ = 0;
    if (begin_ == 0 && size == buffer_.size()) {
        checked_ = 0;
        return std::exchange(buffer_, bytes());
    }
    const auto first = buffer_.begin() + static_cast<std::ptrdiff_t>(begin_);
    bytes message(first, first + static_cast<std::ptrdiff_t>(size));
    begin_ += size;
    if (empty()) {
        buffer_ = bytes(); // frees the memory, which `= {}` does not
        begin_ = checked_ = 0;
    }
    return message;
}

void reassembler::drop() noexcept
{
    wipe(buffer_.data(), buffer_.size());
    buffer_ = bytes();
    begin_ = checked_ = 0;
    fragments_ = 0;
}

std::optional<message_boundary> reassembler::boundary() const noexcept
{
    if (!empty())
        return std::nullopt;
    return message_boundary{};
}

/// Returns the size of the message that begins at `offset`, header included; empty until its header has arrived.
std::optional<std::size_t> reassembler::message_size(std::size_t offset) const noexcept
{
    if (buffer_.size() < offset + handshake_header_size)
        return std::nullopt;
    auto* header = buffer_.data() + offset;
    return handshake_header_size +
           (static_cast<std::size_t>(header[1]) << 16 | static_cast<std::size_t>(header[2]) << 8 | header[3]);
}

} // namespace tls
