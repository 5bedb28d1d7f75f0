// The record lengths that two sides agreed on.

#ifndef TLS_SRC_PROTOCOL_CONNECTION_RECORD_LIMITS_HPP
#define TLS_SRC_PROTOCOL_CONNECTION_RECORD_LIMITS_HPP

#include <cstddef>

namespace tls {

/// Bytes of content; in TLS 1.3 `read` counts the content type too (RFC 8449 section 4).
struct record_limits {
    std::size_t read;      ///< of a protected record that the peer sends
    std::size_t write;     ///< of a protected record that we send
    std::size_t plaintext; ///< of an unprotected record, in either direction
};

} // namespace tls

#endif
