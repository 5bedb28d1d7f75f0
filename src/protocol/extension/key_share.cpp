#include "protocol/extension/key_share.hpp"

#include "protocol/wire/reader.hpp"
#include "protocol/wire/writer.hpp"

#include <set>
#include <string>
#include <utility>

namespace tls::extension {

namespace {

key_share_entry read_entry(wire::reader& reader)
{
    auto group = reader.u16();
    return {group, to_bytes(reader.vector16(1))};
}

void write_entry(wire::writer& writer, const key_share_entry& entry)
{
    writer.u16(entry.group);
    writer.vector16(entry.key_exchange);
}

} // namespace

key_share_client_hello key_share_client_hello::decode(byte_view extension_data)
{
    wire::reader reader(extension_data);
    wire::reader list(reader.vector16());
    reader.expect_end();

    key_share_client_hello result;
    std::set<std::uint16_t> groups;
    while (!list.empty()) {
        auto entry = read_entry(list);
        // RFC 8446 section 4.2.8: "Clients MUST NOT offer multiple KeyShareEntry values for the same group."
        if (!groups.insert(entry.group).second)
            throw fatal(alert_description::illegal_parameter, error::reason::duplicate_key_share,
                        "duplicate key share for group " + std::to_string(entry.group));
        result.client_shares.push_back(std::move(entry));
    }
    return result;
}

void key_share_client_hello::encode(bytes& out) const
{
    wire::writer writer(out);
    auto list = writer.prefix16();
    for (const auto& entry : client_shares)
        write_entry(writer, entry);
    list.close();
}

key_share_server_hello key_share_server_hello::decode(byte_view extension_data)
{
    wire::reader reader(extension_data);
    key_share_server_hello result{read_entry(reader)};
    reader.expect_end();
    return result;
}

void key_share_server_hello::encode(bytes& out) const
{
    wire::writer writer(out);
    write_entry(writer, server_share);
}

key_share_hello_retry_request key_share_hello_retry_request::decode(byte_view extension_data)
{
    wire::reader reader(extension_data);
    key_share_hello_retry_request result{reader.u16()};
    reader.expect_end();
    return result;
}

void key_share_hello_retry_request::encode(bytes& out) const
{
    wire::writer(out).u16(selected_group);
}

} // namespace tls::extension
