#include "protocol/message/server_hello_body.hpp"

#include "protocol/wire/writer.hpp"

#include <algorithm>

namespace tls::message {

server_hello_body server_hello_body::decode(byte_view body)
{
    wire::reader reader(body);
    server_hello_body hello{};
    hello.legacy_version = protocol_version{reader.u16()};
    std::ranges::copy(reader.take(hello.random.size()), hello.random.begin());
    hello.legacy_session_id_echo = to_bytes(reader.vector8(0, 32));
    hello.cipher_suite = reader.u16();
    hello.legacy_compression_method = reader.u8();
    // TLS 1.2 and earlier servers without extensions omit the whole field.
    if (!reader.empty())
        hello.extensions = extension::extension_block::read(reader);
    reader.expect_end();
    return hello;
}

void server_hello_body::encode_fields(bytes& out) const
{
    wire::writer writer(out);
    writer.u16(static_cast<std::uint16_t>(legacy_version));
    writer.raw(random);
    writer.vector8(legacy_session_id_echo);
    writer.u16(cipher_suite);
    writer.u8(legacy_compression_method);
}

} // namespace tls::message
