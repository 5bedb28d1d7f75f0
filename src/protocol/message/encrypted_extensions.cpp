#include "protocol/message/encrypted_extensions.hpp"

namespace tls::message {

encrypted_extensions encrypted_extensions::decode(byte_view body)
{
    wire::reader reader(body);
    auto block = extension::extension_block::read(reader, extension::message_kind::encrypted_extensions);
    reader.expect_end();
    encrypted_extensions message{extension::decode_extensions<encrypted_extensions_extensions>(block)};
    extension::check_record_sizes(message.extensions);
    return message;
}

void encrypted_extensions::encode(bytes& out) const
{
    extension::encode_extensions(out, extensions);
}

} // namespace tls::message
