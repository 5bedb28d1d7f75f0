#include "protocol/extension/application_layer_protocol_negotiation.hpp"

#include "protocol/wire/reader.hpp"
#include "protocol/wire/writer.hpp"

#include <utility>

namespace tls::extension {

using alpn = application_layer_protocol_negotiation;

alpn alpn::decode(byte_view extension_data)
{
    wire::reader reader(extension_data);
    wire::reader list(reader.vector16(2));
    reader.expect_end();

    alpn result;
    while (!list.empty())
        // RFC 7301 section 3.1: "Empty strings MUST NOT be included".
        result.protocol_name_list.emplace_back(as_text(list.vector8(1)));
    return result;
}

void alpn::encode(bytes& out) const
{
    wire::writer writer(out);
    auto list = writer.prefix16();
    for (const auto& name : protocol_name_list)
        writer.vector8(as_bytes(name));
    list.close();
}

selected_application_protocol selected_application_protocol::decode(byte_view extension_data)
{
    auto names = alpn::decode(extension_data).protocol_name_list;
    // RFC 7301 section 3.1: the server's ProtocolNameList "MUST contain exactly one ProtocolName".
    if (names.size() != 1)
        throw fatal(alert_description::illegal_parameter, error::reason::illegal_parameter,
                    "the server selected more than one protocol");
    return {std::move(names.front())};
}

void selected_application_protocol::encode(bytes& out) const
{
    alpn{{protocol_name}}.encode(out);
}

} // namespace tls::extension
