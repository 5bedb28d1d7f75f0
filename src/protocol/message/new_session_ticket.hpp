// NewSessionTicket (RFC 8446, section 4.6.1).

#ifndef TLS_SRC_PROTOCOL_MESSAGE_NEW_SESSION_TICKET_HPP
#define TLS_SRC_PROTOCOL_MESSAGE_NEW_SESSION_TICKET_HPP

#include "protocol/extension/early_data.hpp"
#include "protocol/extension/members.hpp"

namespace tls::message {

struct new_session_ticket_extensions {
    std::optional<extension::early_data_limit> early_data;

    /// Received: the types of all extensions in order. To be sent: the order of those that are set.
    std::vector<std::uint16_t> order;

    template <class Self>
    static auto members(Self& self)
    {
        return std::tie(self.early_data);
    }
    bool operator==(const new_session_ticket_extensions&) const = default;
};

struct new_session_ticket {
    static constexpr handshake_type type = handshake_type::new_session_ticket;

    std::uint32_t ticket_lifetime = 0; ///< seconds since the ticket was issued; any value when received
    std::uint32_t ticket_age_add = 0;
    bytes ticket_nonce; ///< up to 255 bytes
    bytes ticket;       ///< 1 to 65535 bytes
    new_session_ticket_extensions extensions;

    static new_session_ticket decode(byte_view body);
    void encode(bytes& out) const;
    bool operator==(const new_session_ticket&) const = default;
};

} // namespace tls::message

#endif
