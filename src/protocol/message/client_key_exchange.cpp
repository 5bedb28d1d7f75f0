#include "protocol/message/client_key_exchange.hpp"

#include "protocol/wire/reader.hpp"
#include "protocol/wire/writer.hpp"

namespace tls::message {

client_key_exchange client_key_exchange::decode(byte_view body)
{
    return {to_bytes(body)};
}

void client_key_exchange::encode(bytes& out) const
{
    wire::writer(out).raw(body);
}

ecdhe_client_key_exchange ecdhe_client_key_exchange::decode(byte_view body)
{
    wire::reader reader(body);
    ecdhe_client_key_exchange message;
    message.ecdh_Yc = to_bytes(reader.vector8(1));
    reader.expect_end();
    return message;
}

void ecdhe_client_key_exchange::encode(bytes& out) const
{
    wire::writer(out).vector8(ecdh_Yc);
}

dhe_client_key_exchange dhe_client_key_exchange::decode(byte_view body)
{
    wire::reader reader(body);
    dhe_client_key_exchange message;
    message.dh_Yc = to_bytes(reader.vector16(1));
    reader.expect_end();
    return message;
}

void dhe_client_key_exchange::encode(bytes& out) const
{
    wire::writer(out).vector16(dh_Yc);
}

rsa_client_key_exchange rsa_client_key_exchange::decode(byte_view body)
{
    wire::reader reader(body);
    rsa_client_key_exchange message;
    message.encrypted_pre_master_secret = to_bytes(reader.vector16());
    reader.expect_end();
    return message;
}

void rsa_client_key_exchange::encode(bytes& out) const
{
    wire::writer(out).vector16(encrypted_pre_master_secret);
}

implicit_dh_client_key_exchange implicit_dh_client_key_exchange::decode(byte_view body)
{
    wire::reader(body).expect_end();
    return {};
}

psk_client_key_exchange psk_client_key_exchange::decode(byte_view body)
{
    wire::reader reader(body);
    psk_client_key_exchange message;
    message.psk_identity = to_bytes(reader.vector16());
    reader.expect_end();
    return message;
}

void psk_client_key_exchange::encode(bytes& out) const
{
    wire::writer(out).vector16(psk_identity);
}

dhe_psk_client_key_exchange dhe_psk_client_key_exchange::decode(byte_view body)
{
    wire::reader reader(body);
    dhe_psk_client_key_exchange message;
    message.psk_identity = to_bytes(reader.vector16());
    message.dh_Yc = to_bytes(reader.vector16(1));
    reader.expect_end();
    return message;
}

void dhe_psk_client_key_exchange::encode(bytes& out) const
{
    wire::writer writer(out);
    writer.vector16(psk_identity);
    writer.vector16(dh_Yc);
}

rsa_psk_client_key_exchange rsa_psk_client_key_exchange::decode(byte_view body)
{
    wire::reader reader(body);
    rsa_psk_client_key_exchange message;
    message.psk_identity = to_bytes(reader.vector16());
    message.encrypted_pre_master_secret = to_bytes(reader.vector16());
    reader.expect_end();
    return message;
}

void rsa_psk_client_key_exchange::encode(bytes& out) const
{
    wire::writer writer(out);
    writer.vector16(psk_identity);
    writer.vector16(encrypted_pre_master_secret);
}

ecdhe_psk_client_key_exchange ecdhe_psk_client_key_exchange::decode(byte_view body)
{
    wire::reader reader(body);
    ecdhe_psk_client_key_exchange message;
    message.psk_identity = to_bytes(reader.vector16());
    message.ecdh_Yc = to_bytes(reader.vector8(1));
    reader.expect_end();
    return message;
}

void ecdhe_psk_client_key_exchange::encode(bytes& out) const
{
    wire::writer writer(out);
    writer.vector16(psk_identity);
    writer.vector8(ecdh_Yc);
}

} // namespace tls::message
