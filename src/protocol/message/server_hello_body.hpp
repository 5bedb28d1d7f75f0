// The wire format that ServerHello and HelloRetryRequest share (RFC 8446, sections 4.1.3 and 4.1.4).

#ifndef TLS_SRC_PROTOCOL_MESSAGE_SERVER_HELLO_BODY_HPP
#define TLS_SRC_PROTOCOL_MESSAGE_SERVER_HELLO_BODY_HPP

#include "protocol/extension/extension_block.hpp"

#include <tls/version.hpp>

#include <array>

namespace tls::message {

/// RFC 8446 section 4.1.3: the random of a HelloRetryRequest, SHA-256 of "HelloRetryRequest".
inline constexpr std::array<std::uint8_t, 32> hello_retry_request_random = {
    0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c, 0x02, 0x1e, 0x65, 0xb8, 0x91,
    0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb, 0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c,
};

/// The fields, with undecoded extensions that borrow from the body.
struct server_hello_body {
    protocol_version legacy_version;
    std::array<std::uint8_t, 32> random;
    bytes legacy_session_id_echo;
    std::uint16_t cipher_suite;
    std::uint8_t legacy_compression_method;
    extension::extension_block extensions;

    static server_hello_body decode(byte_view body);
    /// Appends all fields except the extensions.
    void encode_fields(bytes& out) const;
};

} // namespace tls::message

#endif
