#include "protocol/handshake/post_handshake.hpp"

#include "protocol/message/hello_request.hpp"
#include "protocol/message/key_update.hpp"
#include "protocol/message/new_session_ticket.hpp"

namespace tls {
namespace {

post_handshake_effect receive_key_update(connection& c, byte_view encoded)
{
    auto update = message::decode_message<message::key_update>(encoded);
    c.update_read_keys();
    return update.request_update == message::key_update_request::update_requested
               ? post_handshake_effect::keys_updated_reply_asked
               : post_handshake_effect::keys_updated;
}

[[noreturn]] void refuse(handshake_type type)
{
    throw fatal(alert_description::unexpected_message, error::reason::unexpected_message,
                std::string(to_string(type)) + " after the handshake");
}

/// TLS 1.2 has but two such messages, and both ask for a renegotiation.
post_handshake_effect receive_post_handshake_tls12(connection& c, role ours)
{
    const auto type = c.messages().type();
    if (type != (ours == role::client ? handshake_type::hello_request : handshake_type::client_hello))
        refuse(type);
    if (ours == role::client)
        message::decode_message<message::hello_request>(c.messages().take());
    return post_handshake_effect::renegotiation_wished;
}

} // namespace

post_handshake_effect receive_post_handshake(connection& c, role ours)
{
    if (c.version() == protocol_version::tls1_2)
        return receive_post_handshake_tls12(c, ours);
    const auto type = c.messages().type();
    const auto encoded = c.messages().take();
    switch (type) {
    case handshake_type::key_update:
        return receive_key_update(c, encoded);
    case handshake_type::new_session_ticket:
        if (ours == role::client) {
            // Sessions are not resumed: the ticket must be well-formed, and is forgotten.
            message::decode_message<message::new_session_ticket>(encoded);
            return post_handshake_effect::none;
        }
        break;
    default:
        break;
    }
    // A CertificateRequest too: post_handshake_auth is not offered (RFC 8446 section 4.6.2: "A client that
    // receives a post-handshake CertificateRequest message without having sent the 'post_handshake_auth'
    // extension MUST send an 'unexpected_message' fatal alert.").
    refuse(type);
}

void send_hello_request(connection& c)
{
    c.queue_handshake(message::encode_message(message::hello_request{}));
    c.flush();
}

void send_key_update(connection& c, bool request_peer)
{
    message::key_update update;
    if (request_peer)
        update.request_update = message::key_update_request::update_requested;
    c.queue_handshake(message::encode_message(update));
    c.update_write_keys();
}

} // namespace tls
