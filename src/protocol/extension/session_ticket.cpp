#include "protocol/extension/session_ticket.hpp"

#include "protocol/extension/lists.hpp"
#include "protocol/wire/writer.hpp"

namespace tls::extension {

session_ticket session_ticket::decode(byte_view extension_data)
{
    return {to_bytes(extension_data)};
}

void session_ticket::encode(bytes& out) const
{
    wire::writer(out).raw(ticket);
}

session_ticket_acknowledgement session_ticket_acknowledgement::decode(byte_view extension_data)
{
    decode_empty(extension_data);
    return {};
}

} // namespace tls::extension
