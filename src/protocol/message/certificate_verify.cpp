#include "protocol/message/certificate_verify.hpp"

#include "protocol/wire/reader.hpp"
#include "protocol/wire/writer.hpp"

namespace tls::message {

certificate_verify certificate_verify::decode(byte_view body)
{
    wire::reader reader(body);
    certificate_verify message;
    message.algorithm = reader.u16();
    message.signature = to_bytes(reader.vector16());
    reader.expect_end();
    return message;
}

void certificate_verify::encode(bytes& out) const
{
    wire::writer writer(out);
    writer.u16(algorithm);
    writer.vector16(signature);
}

} // namespace tls::message
