// The TLS 1.2 session_ticket extension (RFC 5077, section 3.2).

#ifndef TLS_SRC_PROTOCOL_EXTENSION_SESSION_TICKET_HPP
#define TLS_SRC_PROTOCOL_EXTENSION_SESSION_TICKET_HPP

#include "protocol/wire/code_points.hpp"

#include <tls/bytes.hpp>

namespace tls::extension {

/// SessionTicket in a ClientHello.
struct session_ticket {
    static constexpr extension_type type = extension_type::session_ticket;

    bytes ticket; ///< the whole extension; empty if the client supports tickets but has none

    static session_ticket decode(byte_view extension_data);
    void encode(bytes& out) const;
    bool operator==(const session_ticket&) const = default;
};

/// The empty response in a ServerHello: the server will send a NewSessionTicket message.
struct session_ticket_acknowledgement {
    static constexpr extension_type type = extension_type::session_ticket;

    static session_ticket_acknowledgement decode(byte_view extension_data);
    void encode(bytes&) const {}
    bool operator==(const session_ticket_acknowledgement&) const = default;
};

} // namespace tls::extension

#endif
