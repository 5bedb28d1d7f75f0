// The cookie extension (RFC 8446, section 4.2.2).

#ifndef TLS_SRC_PROTOCOL_EXTENSION_COOKIE_HPP
#define TLS_SRC_PROTOCOL_EXTENSION_COOKIE_HPP

#include "protocol/wire/code_points.hpp"

#include <tls/bytes.hpp>

namespace tls::extension {

/// Cookie: sent in a HelloRetryRequest and returned in the next ClientHello.
struct cookie {
    static constexpr extension_type type = extension_type::cookie;

    bytes value; ///< the RFC's "cookie" field; 1 to 65535 bytes

    static cookie decode(byte_view extension_data);
    void encode(bytes& out) const;
    bool operator==(const cookie&) const = default;
};

} // namespace tls::extension

#endif
