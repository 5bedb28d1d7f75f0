// The record_size_limit extension (RFC 8449, section 4).

#ifndef TLS_SRC_PROTOCOL_EXTENSION_RECORD_SIZE_LIMIT_HPP
#define TLS_SRC_PROTOCOL_EXTENSION_RECORD_SIZE_LIMIT_HPP

#include "protocol/wire/code_points.hpp"

#include <tls/bytes.hpp>

namespace tls::extension {

/// RecordSizeLimit, in a ClientHello, a TLS 1.2 ServerHello and EncryptedExtensions: the largest record that the sender
/// is willing to receive.
struct record_size_limit {
    static constexpr extension_type type = extension_type::record_size_limit;

    static constexpr std::uint16_t smallest = 64;

    /// Maximum plaintext size of one protected record in bytes; in TLS 1.3 this includes the content type and padding.
    /// A client may send more than its version allows (2^14, or 2^14 + 1 in TLS 1.3); a server must accept that.
    std::uint16_t limit = 0x4001;

    /// Throws fatal{decode_error}, or fatal{illegal_parameter} for a limit that is too small.
    static record_size_limit decode(byte_view extension_data);
    void encode(bytes& out) const;
    bool operator==(const record_size_limit&) const = default;
};

[[noreturn]] void reject_two_record_sizes();

/// RFC 8449 section 5: throws fatal{illegal_parameter} if a response has both record_size_limit and
/// max_fragment_length.
template <class Extensions>
void check_record_sizes(const Extensions& response)
{
    if (response.record_size_limit && response.max_fragment_length)
        reject_two_record_sizes();
}

} // namespace tls::extension

#endif
