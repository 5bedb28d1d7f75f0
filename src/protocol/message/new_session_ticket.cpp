#include "protocol/message/new_session_ticket.hpp"

namespace tls::message {

new_session_ticket new_session_ticket::decode(byte_view body)
{
    wire::reader reader(body);
    new_session_ticket message;
    message.ticket_lifetime = reader.u32();
    message.ticket_age_add = reader.u32();
    message.ticket_nonce = to_bytes(reader.vector8());
    message.ticket = to_bytes(reader.vector16(1));
    auto block = extension::extension_block::read(reader, extension::message_kind::new_session_ticket);
    reader.expect_end();
    message.extensions = extension::decode_extensions<new_session_ticket_extensions>(block);
    return message;
}

void new_session_ticket::encode(bytes& out) const
{
    wire::writer writer(out);
    writer.u32(ticket_lifetime);
    writer.u32(ticket_age_add);
    writer.vector8(ticket_nonce);
    writer.vector16(ticket);
    extension::encode_extensions(out, extensions);
}

} // namespace tls::message
