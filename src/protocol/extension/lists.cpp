#include "protocol/extension/lists.hpp"

#include "protocol/wire/reader.hpp"
#include "protocol/wire/writer.hpp"

namespace tls::extension {

std::vector<std::uint16_t> decode_code_point_list(byte_view extension_data)
{
    wire::reader reader(extension_data);
    wire::reader content(reader.vector16(2));
    reader.expect_end();

    std::vector<std::uint16_t> list;
    list.reserve(content.remaining() / 2);
    while (!content.empty())
        list.push_back(content.u16());
    return list;
}

void encode_code_point_list(bytes& out, const std::vector<std::uint16_t>& list)
{
    wire::writer writer(out);
    auto content = writer.prefix16();
    for (auto code_point : list)
        writer.u16(code_point);
    content.close();
}

std::vector<std::uint8_t> decode_certificate_types(byte_view extension_data)
{
    wire::reader reader(extension_data);
    auto types = to_bytes(reader.vector8(1));
    reader.expect_end();
    if (types.size() == 1 && certificate_type{types.front()} == certificate_type::x509)
        throw fatal(alert_description::illegal_parameter, error::reason::bad_extension, "a list of X.509 alone");
    return types;
}

void encode_certificate_types(bytes& out, const std::vector<std::uint8_t>& types)
{
    wire::writer(out).vector8(types);
}

certificate_type decode_certificate_type(byte_view extension_data)
{
    wire::reader reader(extension_data);
    const auto type = static_cast<certificate_type>(reader.u8());
    reader.expect_end();
    return type;
}

void decode_empty(byte_view extension_data)
{
    wire::reader(extension_data).expect_end();
}

} // namespace tls::extension
