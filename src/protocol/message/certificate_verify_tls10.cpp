#include "protocol/message/certificate_verify_tls10.hpp"

#include "protocol/wire/reader.hpp"
#include "protocol/wire/writer.hpp"

namespace tls::message {

certificate_verify_tls10 certificate_verify_tls10::decode(byte_view body)
{
    wire::reader reader(body);
    certificate_verify_tls10 message{to_bytes(reader.vector16())};
    reader.expect_end();
    return message;
}

void certificate_verify_tls10::encode(bytes& out) const
{
    wire::writer(out).vector16(signature);
}

} // namespace tls::message
