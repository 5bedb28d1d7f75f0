// The five-byte header of every record (RFC 8446 section 5.1), and the limits on record sizes.

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
/// RFC 5246 section 6.2.3 allows 2^14 + 2048 in TLS 1.2, of which 1024 are for compression that expands the data.
/// Without compression, IV, MAC and padding take at most 16 + 64 + 256 bytes, so the content of a longer record is too
/// long.
inline constexpr std::size_t max_tls12_ciphertext_size = max_plaintext_size + 512;

/// How records are protected. In TLS 1.3 all protected records have the type application_data, and others are
/// plaintext. In TLS 1.2 every record after ChangeCipherSpec is protected and keeps its own type.
enum class record_protection { none, tls13, tls12 };

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

/// Returns the header at the front of `data`; empty if fewer than five bytes are there. Throws
/// fatal{wrong_version_number, http_request, record_overflow} as soon as the bytes cannot begin a record: otherwise a
/// peer that does not speak TLS could keep us waiting for a "record" to complete. `protection` determines the maximum
/// size.
std::optional<record_header> read_record_header(byte_view data, record_protection);

} // namespace tls

#endif
