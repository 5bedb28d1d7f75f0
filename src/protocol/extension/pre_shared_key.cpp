#include "protocol/extension/pre_shared_key.hpp"

#include "protocol/wire/reader.hpp"
#include "protocol/wire/writer.hpp"

#include <utility>

namespace tls::extension {

namespace {

std::vector<psk_identity> read_identities(wire::reader list)
{
    std::vector<psk_identity> identities;
    while (!list.empty()) {
        auto identity = to_bytes(list.vector16(1));
        identities.push_back({std::move(identity), list.u32()});
    }
    return identities;
}

std::vector<bytes> read_binders(wire::reader list)
{
    std::vector<bytes> binders;
    while (!list.empty())
        binders.push_back(to_bytes(list.vector8(32)));
    return binders;
}

} // namespace

offered_psks offered_psks::decode(byte_view extension_data)
{
    wire::reader reader(extension_data);
    offered_psks result;
    result.identities = read_identities(wire::reader(reader.vector16(7)));
    result.binders = read_binders(wire::reader(reader.vector16(33)));
    reader.expect_end();

    // RFC 8446 section 4.2.11: binders is "a series of HMAC values, one for each value in the identities list".
    if (result.binders.size() != result.identities.size())
        throw fatal(alert_description::illegal_parameter, error::reason::illegal_parameter,
                    "the number of binders differs from the number of identities");
    return result;
}

void offered_psks::encode(bytes& out) const
{
    wire::writer writer(out);
    auto identity_list = writer.prefix16();
    for (const auto& entry : identities) {
        writer.vector16(entry.identity);
        writer.u32(entry.obfuscated_ticket_age);
    }
    identity_list.close();
    encode_binders(out, *this);
}

std::size_t binders_size(const offered_psks& psks) noexcept
{
    std::size_t size = 2;
    for (const auto& binder : psks.binders)
        size += 1 + binder.size();
    return size;
}

void encode_binders(bytes& out, const offered_psks& psks)
{
    wire::writer writer(out);
    auto list = writer.prefix16();
    for (const auto& binder : psks.binders)
        writer.vector8(binder);
    list.close();
}

selected_psk selected_psk::decode(byte_view extension_data)
{
    wire::reader reader(extension_data);
    selected_psk result{reader.u16()};
    reader.expect_end();
    return result;
}

void selected_psk::encode(bytes& out) const
{
    wire::writer(out).u16(selected_identity);
}

} // namespace tls::extension
