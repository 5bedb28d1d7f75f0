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

void decode_empty(byte_view extension_data)
{
    wire::reader(extension_data).expect_end();
}

} // namespace tls::extension
