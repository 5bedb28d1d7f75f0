// The negotiated record lengths.

#ifndef TLS_SRC_PROTOCOL_CONNECTION_RECORD_LIMITS_HPP
#define TLS_SRC_PROTOCOL_CONNECTION_RECORD_LIMITS_HPP

#include <cstddef>

namespace tls {

/// Content sizes in bytes. In TLS 1.3 `read` also counts the content type byte (RFC 8449 section 4).
struct record_limits {
    std::size_t read;      ///< largest protected record that the peer may send
    std::size_t write;     ///< largest protected record that we may send
    std::size_t plaintext; ///< largest unprotected record, in either direction
};

} // namespace tls

#endif
