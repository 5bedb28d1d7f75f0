// HelloRequest (RFC 5246, section 7.4.1.1).

#ifndef TLS_SRC_PROTOCOL_MESSAGE_HELLO_REQUEST_HPP
#define TLS_SRC_PROTOCOL_MESSAGE_HELLO_REQUEST_HPP

#include "protocol/wire/code_points.hpp"

#include <tls/bytes.hpp>

namespace tls::message {

/// An empty message by which the server requests a renegotiation. It is never part of a transcript.
struct hello_request {
    static constexpr handshake_type type = handshake_type::hello_request;

    static hello_request decode(byte_view body);
    void encode(bytes&) const {}
    bool operator==(const hello_request&) const = default;
};

} // namespace tls::message

#endif
