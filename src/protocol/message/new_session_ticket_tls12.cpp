#include "protocol/message/new_session_ticket_tls12.hpp"

#include "protocol/wire/reader.hpp"
#include "protocol/wire/writer.hpp"

namespace tls::message {

new_session_ticket_tls12 new_session_ticket_tls12::decode(byte_view body)
{
    wire::reader reader(body);
    new_session_ticket_tls12 message;
    message.ticket_lifetime_hint = reader.u32();
    message.ticket = to_bytes(reader.vector16());
    reader.expect_end();
    return message;
}

void new_session_ticket_tls12::encode(bytes& out) const
{
    wire::writer writer(out);
    writer.u32(ticket_lifetime_hint);
    writer.vector16(ticket);
}

} // namespace tls::message
