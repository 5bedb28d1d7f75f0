// The five bytes before every record (RFC 8446 section 5.1), and the sizes that bound it.

#ifndef TLS_SRC_PROTOCOL_RECORD_RECORD_HEADER_HPP
#define TLS_SRC_PROTOCOL_RECORD_RECORD_HEADER_HPP

#include "protocol/wire/code_points.hpp"

#include <tls/bytes.hpp>

#include <optional>

namespace tls {

inline constexpr std::size_t record_header_size = 5;
/// TLSPlaintext.length MUST NOT exceed 2^14 (RFC 8446 section 5.1).
inline constexpr std::size_t max_plaintext_size = 1 << 14;
/// TLSCiphertext.length MUST NOT exceed 2^14 + 256 (RFC 8446 section 5.2).
inline constexpr std::size_t max_ciphertext_size = max_plaintext_size + 256;
/// In TLS 1.2, 2^14 + 2048 (RFC 5246 section 6.2.3), half of it for compression that does not help; without any, IV,
/// MAC and padding are at most 16 + 64 + 256 bytes, and whatever is longer than that has too long a content.
inline constexpr std::size_t max_tls12_ciphertext_size = max_plaintext_size + 512;

/// How records are protected: TLS 1.3 calls all protected ones application_data and leaves others plain; in
/// TLS 1.2 each record after ChangeCipherSpec is protected, and has its own type.
enum class record_protection { none, tls13, tls12 };

/// A record's header.
struct record_header {
    content_type type = content_type::invalid;
    std::uint16_t legacy_record_version = 0x0303;
    std::uint16_t length = 0;

    void write(byte_span out) const noexcept
    {
        out[0] = static_cast<std::uint8_t>(type);
        out[1] = static_cast<std::uint8_t>(legacy_record_version >> 8);
        out[2] = static_cast<std::uint8_t>(legacy_record_version);
        out[3] = static_cast<std::uint8_t>(length >> 8);
        out[4] = static_cast<std::uint8_t>(length);
    }
};

/// The header at the front of `data`; empty if less than a header is there. What cannot be the
/// beginning of a record is refused at once, before a peer that does not speak TLS can keep us
/// waiting for a "record" to complete: fatal{wrong_version_number, http_request, record_overflow}.
/// The protection says which size bounds the record.
std::optional<record_header> read_record_header(byte_view data, record_protection);

} // namespace tls

#endif
