#include "protocol/message/server_key_exchange.hpp"

#include "protocol/wire/writer.hpp"

namespace tls::message {

server_key_exchange server_key_exchange::decode(byte_view body)
{
    return {to_bytes(body)};
}

void server_key_exchange::encode(bytes& out) const
{
    wire::writer(out).raw(body);
}

ecdhe_server_key_exchange ecdhe_server_key_exchange::decode(byte_view body, signature_naming naming)
{
    wire::reader reader(body);
    ecdhe_server_key_exchange message;
    message.params = server_ecdh_params::read(reader);
    message.signed_params = digitally_signed::read(reader, naming);
    reader.expect_end();
    return message;
}

void ecdhe_server_key_exchange::encode(bytes& out) const
{
    params.encode(out);
    signed_params.encode(out);
}

dhe_server_key_exchange dhe_server_key_exchange::decode(byte_view body, signature_naming naming)
{
    wire::reader reader(body);
    dhe_server_key_exchange message;
    message.params = server_dh_params::read(reader);
    message.signed_params = digitally_signed::read(reader, naming);
    reader.expect_end();
    return message;
}

void dhe_server_key_exchange::encode(bytes& out) const
{
    params.encode(out);
    signed_params.encode(out);
}

dh_anon_server_key_exchange dh_anon_server_key_exchange::decode(byte_view body)
{
    wire::reader reader(body);
    dh_anon_server_key_exchange message{server_dh_params::read(reader)};
    reader.expect_end();
    return message;
}

void dh_anon_server_key_exchange::encode(bytes& out) const
{
    params.encode(out);
}

rsa_export_server_key_exchange rsa_export_server_key_exchange::decode(byte_view body, signature_naming naming)
{
    wire::reader reader(body);
    rsa_export_server_key_exchange message;
    message.params = server_rsa_params::read(reader);
    message.signed_params = digitally_signed::read(reader, naming);
    reader.expect_end();
    return message;
}

void rsa_export_server_key_exchange::encode(bytes& out) const
{
    params.encode(out);
    signed_params.encode(out);
}

psk_server_key_exchange psk_server_key_exchange::decode(byte_view body)
{
    wire::reader reader(body);
    psk_server_key_exchange message{to_bytes(reader.vector16())};
    reader.expect_end();
    return message;
}

void psk_server_key_exchange::encode(bytes& out) const
{
    wire::writer(out).vector16(psk_identity_hint);
}

dhe_psk_server_key_exchange dhe_psk_server_key_exchange::decode(byte_view body)
{
    wire::reader reader(body);
    dhe_psk_server_key_exchange message;
    message.psk_identity_hint = to_bytes(reader.vector16());
    message.params = server_dh_params::read(reader);
    reader.expect_end();
    return message;
}

void dhe_psk_server_key_exchange::encode(bytes& out) const
{
    wire::writer(out).vector16(psk_identity_hint);
    params.encode(out);
}

ecdhe_psk_server_key_exchange ecdhe_psk_server_key_exchange::decode(byte_view body)
{
    wire::reader reader(body);
    ecdhe_psk_server_key_exchange message;
    message.psk_identity_hint = to_bytes(reader.vector16());
    message.params = server_ecdh_params::read(reader);
    reader.expect_end();
    return message;
}

void ecdhe_psk_server_key_exchange::encode(bytes& out) const
{
    wire::writer(out).vector16(psk_identity_hint);
    params.encode(out);
}

} // namespace tls::message
