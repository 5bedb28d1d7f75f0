#include "protocol/message/raw_public_key_tls12.hpp"

#include "protocol/wire/reader.hpp"
#include "protocol/wire/writer.hpp"

namespace tls::message {

raw_public_key_tls12 raw_public_key_tls12::decode(byte_view body)
{
    wire::reader reader(body);
    raw_public_key_tls12 message{to_bytes(reader.vector24())};
    reader.expect_end();
    return message;
}

void raw_public_key_tls12::encode(bytes& out) const
{
    wire::writer(out).vector24(subject_public_key_info);
}

} // namespace tls::message
