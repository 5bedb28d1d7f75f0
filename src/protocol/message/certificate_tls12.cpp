#include "protocol/message/certificate_tls12.hpp"

#include "protocol/wire/reader.hpp"
#include "protocol/wire/writer.hpp"

namespace tls::message {

certificate_tls12 certificate_tls12::decode(byte_view body)
{
    wire::reader reader(body);
    wire::reader list(reader.vector24());
    reader.expect_end();
    certificate_tls12 message;
    while (!list.empty())
        message.certificate_list.push_back(to_bytes(list.vector24(1)));
    return message;
}

void certificate_tls12::encode(bytes& out) const
{
    wire::writer writer(out);
    auto list = writer.prefix24();
    for (const auto& certificate : certificate_list)
        writer.vector24(certificate);
    list.close();
}

} // namespace tls::message
