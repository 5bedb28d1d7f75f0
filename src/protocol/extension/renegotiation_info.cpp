#include "protocol/extension/renegotiation_info.hpp"

#include "protocol/wire/reader.hpp"
#include "protocol/wire/writer.hpp"

namespace tls::extension {

renegotiation_info renegotiation_info::decode(byte_view extension_data)
{
    wire::reader reader(extension_data);
    renegotiation_info result{to_bytes(reader.vector8())};
    reader.expect_end();
    return result;
}

void renegotiation_info::encode(bytes& out) const
{
    wire::writer(out).vector8(renegotiated_connection);
}

} // namespace tls::extension
