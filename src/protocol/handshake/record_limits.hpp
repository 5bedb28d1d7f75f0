// What two sides agreed on about the length of records.

#ifndef TLS_SRC_PROTOCOL_HANDSHAKE_RECORD_LIMITS_HPP
#define TLS_SRC_PROTOCOL_HANDSHAKE_RECORD_LIMITS_HPP

#include <cstddef>

namespace tls {

/// Bytes of content; in TLS 1.3 `read` counts the type too.
struct record_limits {
    std::size_t read;      ///< of a protected record that the peer sends
    std::size_t write;     ///< of a protected record that we send
    std::size_t plaintext; ///< of a record without protection, in either direction
};

} // namespace tls

#endif
