// ServerHelloDone (RFC 5246, section 7.4.5).

#ifndef TLS_SRC_PROTOCOL_MESSAGE_SERVER_HELLO_DONE_HPP
#define TLS_SRC_PROTOCOL_MESSAGE_SERVER_HELLO_DONE_HPP

#include "protocol/wire/code_points.hpp"

#include <tls/bytes.hpp>

namespace tls::message {

/// An empty message.
struct server_hello_done {
    static constexpr handshake_type type = handshake_type::server_hello_done;

    static server_hello_done decode(byte_view body);
    void encode(bytes&) const {}
    bool operator==(const server_hello_done&) const = default;
};

} // namespace tls::message

#endif
