// TLS 1.2 NewSessionTicket (RFC 5077, section 3.3).

#ifndef TLS_SRC_PROTOCOL_MESSAGE_NEW_SESSION_TICKET_TLS12_HPP
#define TLS_SRC_PROTOCOL_MESSAGE_NEW_SESSION_TICKET_TLS12_HPP

#include "protocol/wire/code_points.hpp"

#include <tls/bytes.hpp>

namespace tls::message {

struct new_session_ticket_tls12 {
    static constexpr handshake_type type = handshake_type::new_session_ticket;

    std::uint32_t ticket_lifetime_hint = 0; ///< seconds since the ticket was received; 0 means unspecified
    bytes ticket;                           ///< empty if the server decided not to issue a ticket after all

    static new_session_ticket_tls12 decode(byte_view body);
    void encode(bytes& out) const;
    bool operator==(const new_session_ticket_tls12&) const = default;
};

} // namespace tls::message

#endif
