#include "protocol/extension/early_data.hpp"

#include "protocol/extension/lists.hpp"
#include "protocol/wire/reader.hpp"
#include "protocol/wire/writer.hpp"

namespace tls::extension {

early_data early_data::decode(byte_view extension_data)
{
    decode_empty(extension_data);
    return {};
}

early_data_limit early_data_limit::decode(byte_view extension_data)
{
    wire::reader reader(extension_data);
    early_data_limit limit{reader.u32()};
    reader.expect_end();
    return limit;
}

void early_data_limit::encode(bytes& out) const
{
    wire::writer(out).u32(max_early_data_size);
}

} // namespace tls::extension
