#include "protocol/extension/server_name.hpp"

#include "protocol/extension/lists.hpp"
#include "protocol/wire/reader.hpp"
#include "protocol/wire/writer.hpp"

#include <algorithm>

namespace tls::extension {

namespace {

// NameType, RFC 6066 section 3.
constexpr std::uint8_t host_name_type = 0;

[[noreturn]] void reject(const char* reason)
{
    throw fatal(alert_description::illegal_parameter, error::reason::illegal_parameter, reason);
}

std::string read_host_name(byte_view name)
{
    auto is_printable = [](std::uint8_t byte) { return byte > 0x20 && byte < 0x7f; };
    // RFC 6066 section 3: "The hostname is represented as a byte string using ASCII encoding without a trailing dot."
    if (!std::ranges::all_of(name, is_printable))
        reject("a host name with illegal characters");
    if (name.back() == '.')
        reject("a host name with a trailing dot");
    return std::string(as_text(name));
}

} // namespace

server_name server_name::decode(byte_view extension_data)
{
    wire::reader reader(extension_data);
    wire::reader server_name_list(reader.vector16(1));
    reader.expect_end();

    server_name result;
    while (!server_name_list.empty()) {
        auto name_type = server_name_list.u8();
        // RFC 6066 section 3: the data of other types "MUST begin with a 16-bit length field" too.
        auto name = server_name_list.vector16(1);
        if (name_type != host_name_type)
            continue;
        // RFC 6066 section 3: "The ServerNameList MUST NOT contain more than one name of the same name_type."
        if (!result.host_name.empty())
            reject("more than one host name");
        result.host_name = read_host_name(name);
    }
    return result;
}

void server_name::encode(bytes& out) const
{
    wire::writer writer(out);
    auto server_name_list = writer.prefix16();
    writer.u8(host_name_type);
    writer.vector16(as_bytes(host_name));
    server_name_list.close();
}

server_name_acknowledgement server_name_acknowledgement::decode(byte_view extension_data)
{
    decode_empty(extension_data);
    return {};
}

} // namespace tls::extension
