#include "protocol/message/client_hello.hpp"

#include <algorithm>

namespace tls::message {

namespace {

std::vector<std::uint16_t> read_cipher_suites(wire::reader list)
{
    std::vector<std::uint16_t> suites;
    suites.reserve(list.remaining() / 2);
    while (!list.empty())
        suites.push_back(list.u16());
    return suites;
}

client_hello_extensions read_extensions(wire::reader& reader)
{
    auto block = extension::extension_block::read(reader, extension::message_kind::client_hello);
    auto extensions = extension::decode_extensions<client_hello_extensions>(block);

    // RFC 8446 section 4.2.11: the server "MUST check that" pre_shared_key "is the last extension and otherwise
    // fail the handshake with an "illegal_parameter" alert".
    if (extensions.pre_shared_key && extension_type{extensions.order.back()} != extension_type::pre_shared_key)
        throw fatal(alert_description::illegal_parameter, error::reason::illegal_parameter,
                    "pre_shared_key is not the last extension");
    return extensions;
}

} // namespace

client_hello client_hello::decode(byte_view body)
{
    wire::reader reader(body);
    client_hello hello;
    hello.legacy_version = protocol_version{reader.u16()};
    std::ranges::copy(reader.take(hello.random.size()), hello.random.begin());
    hello.legacy_session_id = to_bytes(reader.vector8(0, 32));
    hello.cipher_suites = read_cipher_suites(wire::reader(reader.vector16(2)));
    hello.legacy_compression_methods = to_bytes(reader.vector8(1));
    // RFC 5246 section 7.4.1.2: "The presence of extensions can be detected by determining whether there are
    // bytes following the compression_methods at the end of the ClientHello."
    if (!reader.empty())
        hello.extensions = read_extensions(reader);
    reader.expect_end();
    return hello;
}

bool client_hello::has_cipher_suite(std::uint16_t id) const noexcept
{
    return std::ranges::find(cipher_suites, id) != cipher_suites.end();
}

bool client_hello::signals_secure_renegotiation() const noexcept
{
    return extensions.renegotiation_info || has_cipher_suite(scsv::empty_renegotiation_info);
}

void client_hello::encode(bytes& out) const
{
    wire::writer writer(out);
    writer.u16(static_cast<std::uint16_t>(legacy_version));
    writer.raw(random);
    writer.vector8(legacy_session_id);
    auto suites = writer.prefix16();
    for (auto suite : cipher_suites)
        writer.u16(suite);
    suites.close();
    writer.vector8(legacy_compression_methods);
    extension::encode_extensions(out, extensions);
}

std::vector<std::uint16_t> offered_extensions(const client_hello& hello)
{
    auto types = extension::types_to_send(hello.extensions);
    // RFC 5746 section 3.3: the SCSV "conveys exactly the same semantics as an empty "renegotiation_info" extension".
    if (hello.has_cipher_suite(scsv::empty_renegotiation_info) && !hello.extensions.renegotiation_info)
        types.push_back(static_cast<std::uint16_t>(extension_type::renegotiation_info));
    return types;
}

} // namespace tls::message
