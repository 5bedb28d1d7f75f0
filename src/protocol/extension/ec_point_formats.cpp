#include "protocol/extension/ec_point_formats.hpp"

#include "protocol/wire/reader.hpp"
#include "protocol/wire/writer.hpp"

namespace tls::extension {

ec_point_formats ec_point_formats::decode(byte_view extension_data)
{
    wire::reader reader(extension_data);
    ec_point_formats formats{to_bytes(reader.vector8(1))};
    reader.expect_end();
    return formats;
}

void ec_point_formats::encode(bytes& out) const
{
    wire::writer(out).vector8(ec_point_format_list);
}

} // namespace tls::extension
