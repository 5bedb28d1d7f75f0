#include "protocol/extension/cookie.hpp"

#include "protocol/wire/reader.hpp"
#include "protocol/wire/writer.hpp"

namespace tls::extension {

cookie cookie::decode(byte_view extension_data)
{
    wire::reader reader(extension_data);
    cookie result{to_bytes(reader.vector16(1))};
    reader.expect_end();
    return result;
}

void cookie::encode(bytes& out) const
{
    wire::writer(out).vector16(value);
}

} // namespace tls::extension
