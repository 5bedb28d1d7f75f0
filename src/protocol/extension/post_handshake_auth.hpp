// The post_handshake_auth extension (RFC 8446, section 4.2.6).

#ifndef TLS_SRC_PROTOCOL_EXTENSION_POST_HANDSHAKE_AUTH_HPP
#define TLS_SRC_PROTOCOL_EXTENSION_POST_HANDSHAKE_AUTH_HPP

#include "protocol/wire/code_points.hpp"

#include <tls/bytes.hpp>

namespace tls::extension {

/// PostHandshakeAuth, empty: the client is willing to authenticate after the handshake.
struct post_handshake_auth {
    static constexpr extension_type type = extension_type::post_handshake_auth;

    static post_handshake_auth decode(byte_view extension_data);
    void encode(bytes&) const {}
    bool operator==(const post_handshake_auth&) const = default;
};

} // namespace tls::extension

#endif
