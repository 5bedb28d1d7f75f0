#include "protocol/extension/certificate_authorities.hpp"

#include "protocol/wire/reader.hpp"
#include "protocol/wire/writer.hpp"

namespace tls::extension {

certificate_authorities certificate_authorities::decode(byte_view extension_data)
{
    wire::reader reader(extension_data);
    wire::reader list(reader.vector16(3));
    reader.expect_end();

    certificate_authorities result;
    while (!list.empty())
        result.authorities.push_back(to_bytes(list.vector16(1)));
    return result;
}

void certificate_authorities::encode(bytes& out) const
{
    wire::writer writer(out);
    auto list = writer.prefix16();
    for (const auto& distinguished_name : authorities)
        writer.vector16(distinguished_name);
    list.close();
}

} // namespace tls::extension
