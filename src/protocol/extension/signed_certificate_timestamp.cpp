#include "protocol/extension/signed_certificate_timestamp.hpp"

#include "protocol/extension/lists.hpp"
#include "protocol/wire/reader.hpp"
#include "protocol/wire/writer.hpp"

namespace tls::extension {

using sct_list = signed_certificate_timestamp_list;

signed_certificate_timestamp_request signed_certificate_timestamp_request::decode(byte_view extension_data)
{
    decode_empty(extension_data);
    return {};
}

sct_list sct_list::decode(byte_view extension_data)
{
    wire::reader reader(extension_data);
    wire::reader timestamps(reader.vector16(1));
    reader.expect_end();
    while (!timestamps.empty())
        timestamps.vector16(1);
    return {to_bytes(extension_data)};
}

void sct_list::encode(bytes& out) const
{
    wire::writer(out).raw(list);
}

} // namespace tls::extension
