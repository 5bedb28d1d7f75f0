// Channel binding types (RFC 5929, RFC 9266).

#ifndef TLS_CHANNEL_BINDING_HPP
#define TLS_CHANNEL_BINDING_HPP

#include <tls/config.hpp>

#pragma GCC visibility push(default)

namespace tls {

/// Type of channel binding data, which ties another protocol's authentication to a TLS connection (RFC 5929, RFC 9266).
enum class channel_binding {
    tls_unique,           ///< TLS 1.2 only
    tls_server_end_point, ///< derived from the server's certificate
    tls_exporter,
};

} // namespace tls

#pragma GCC visibility pop

#endif
