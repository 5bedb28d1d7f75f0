#include "protocol/message/certificate.hpp"

namespace tls::message {

namespace {

certificate_entry read_entry(wire::reader& reader)
{
    certificate_entry entry;
    entry.cert_data = to_bytes(reader.vector24(1));
    auto block = extension::extension_block::read(reader, extension::message_kind::certificate);
    entry.extensions = extension::decode_extensions<certificate_entry_extensions>(block);
    return entry;
}

} // namespace

certificate certificate::decode(byte_view body)
{
    wire::reader reader(body);
    certificate message;
    message.certificate_request_context = to_bytes(reader.vector8());
    wire::reader list(reader.vector24());
    reader.expect_end();
    while (!list.empty())
        message.certificate_list.push_back(read_entry(list));
    return message;
}

void certificate::encode(bytes& out) const
{
    wire::writer writer(out);
    writer.vector8(certificate_request_context);
    auto list = writer.prefix24();
    for (const auto& entry : certificate_list) {
        writer.vector24(entry.cert_data);
        extension::encode_extensions(out, entry.extensions);
    }
    list.close();
}

} // namespace tls::message
