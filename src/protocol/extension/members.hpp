// From the extensions of a message to typed members, and back.
//
// The extensions of a message are a struct that has, for example:
//
//     std::optional<extension::server_name> server_name;       one std::optional per extension
//     std::vector<std::uint16_t> order;                        as received, or to be sent
//     template <class Self> static auto members(Self& self)    ties the optionals, in the order in which
//     { return std::tie(self.server_name, ...); }              they are sent if `order` does not say

#ifndef TLS_SRC_PROTOCOL_EXTENSION_MEMBERS_HPP
#define TLS_SRC_PROTOCOL_EXTENSION_MEMBERS_HPP

#include "protocol/extension/extension_block.hpp"
#include "protocol/wire/writer.hpp"

#include <cstdint>
#include <optional>
#include <tuple>
#include <vector>

namespace tls::extension {

/// Those of `present` that are in `order`, in its order; then the others; pre_shared_key last.
std::vector<std::uint16_t> sending_order(const std::vector<std::uint16_t>& present,
                                         const std::vector<std::uint16_t>& order);

/// The types of the extensions that encode_extensions writes: what a message we send offers.
template <class Extensions>
std::vector<std::uint16_t> types_to_send(const Extensions& extensions)
{
    std::vector<std::uint16_t> present;
    auto note = [&]<class E>(const std::optional<E>& member) {
        if (member)
            present.push_back(static_cast<std::uint16_t>(E::type));
    };
    std::apply([&](const auto&... member) { (note(member), ...); }, Extensions::members(extensions));
    return sending_order(present, extensions.order);
}

/// Decodes each member that the block has, and notes the order of all.
template <class Extensions>
Extensions decode_extensions(const extension_block& block)
{
    Extensions extensions;
    auto decode = [&]<class E>(std::optional<E>& member) { member = block.get<E>(); };
    std::apply([&](auto&... member) { (decode(member), ...); }, Extensions::members(extensions));
    extensions.order = block.order();
    return extensions;
}

/// Appends the members that are set as "Extension extensions<0..2^16-1>". Types in `order` without a
/// value are left out; pre_shared_key is always last (RFC 8446 section 4.2.11).
template <class Extensions>
void encode_extensions(bytes& out, const Extensions& extensions)
{
    wire::writer writer(out);
    auto vector = writer.prefix16();
    for (auto type : types_to_send(extensions)) {
        auto encode = [&]<class E>(const std::optional<E>& member) {
            if (static_cast<std::uint16_t>(E::type) != type || !member)
                return;
            writer.u16(type);
            auto extension_data = writer.prefix16();
            member->encode(out);
            extension_data.close();
        };
        std::apply([&](const auto&... member) { (encode(member), ...); }, Extensions::members(extensions));
    }
    vector.close();
}

} // namespace tls::extension

#endif
