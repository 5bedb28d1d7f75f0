#include "protocol/extension/server_certificate_type.hpp"

#include "protocol/extension/lists.hpp"

namespace tls::extension {

server_certificate_types server_certificate_types::decode(byte_view extension_data)
{
    return {decode_certificate_types(extension_data)};
}

void server_certificate_types::encode(bytes& out) const
{
    encode_certificate_types(out, types);
}

selected_server_certificate_type selected_server_certificate_type::decode(byte_view extension_data)
{
    return {decode_certificate_type(extension_data)};
}

void selected_server_certificate_type::encode(bytes& out) const
{
    out.push_back(static_cast<std::uint8_t>(selected));
}

} // namespace tls::extension
