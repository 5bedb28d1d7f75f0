#include "protocol/extension/supported_versions.hpp"

#include "protocol/wire/reader.hpp"
#include "protocol/wire/writer.hpp"

namespace tls::extension {

supported_versions supported_versions::decode(byte_view extension_data)
{
    wire::reader reader(extension_data);
    wire::reader list(reader.vector8(2));
    reader.expect_end();

    supported_versions result;
    while (!list.empty())
        result.versions.push_back(protocol_version{list.u16()});
    return result;
}

void supported_versions::encode(bytes& out) const
{
    wire::writer writer(out);
    auto list = writer.prefix8();
    for (auto version : versions)
        writer.u16(static_cast<std::uint16_t>(version));
    list.close();
}

selected_version selected_version::decode(byte_view extension_data)
{
    wire::reader reader(extension_data);
    selected_version result{protocol_version{reader.u16()}};
    reader.expect_end();
    return result;
}

void selected_version::encode(bytes& out) const
{
    wire::writer(out).u16(static_cast<std::uint16_t>(version));
}

} // namespace tls::extension
