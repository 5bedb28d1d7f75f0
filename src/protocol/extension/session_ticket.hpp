// The session_ticket extension of TLS 1.2 (RFC 5077, section 3.2).

#ifndef TLS_SRC_PROTOCOL_EXTENSION_SESSION_TICKET_HPP
#define TLS_SRC_PROTOCOL_EXTENSION_SESSION_TICKET_HPP

#include "protocol/wire/code_points.hpp"

#include <tls/bytes.hpp>

namespace tls::extension {

/// SessionTicket, as a ClientHello carries it.
struct session_ticket {
    static constexpr extension_type type = extension_type::session_ticket;

    bytes ticket; ///< the whole of the extension; empty if the client has none but understands them

    static session_ticket decode(byte_view extension_data);
    void encode(bytes& out) const;
    bool operator==(const session_ticket&) const = default;
};

/// The empty answer in a ServerHello: a NewSessionTicket message will follow.
struct session_ticket_promise {
    static constexpr extension_type type = extension_type::session_ticket;

    static session_ticket_promise decode(byte_view extension_data);
    void encode(bytes&) const {}
    bool operator==(const session_ticket_promise&) const = default;
};

} // namespace tls::extension

#endif
