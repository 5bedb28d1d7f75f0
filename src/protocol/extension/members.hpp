// Converts between the extensions of a message and typed struct members.
//
// The extensions of a message are a struct such as:
//
//     std::optional<extension::server_name> server_name;       one std::optional per extension
//     std::vector<std::uint16_t> order;                        as received, or to be sent
//     template <class Self> static auto members(Self& self)    ties the optionals, in the default
//     { return std::tie(self.server_name, ...); }              sending order

#ifndef TLS_SRC_PROTOCOL_EXTENSION_MEMBERS_HPP
#define TLS_SRC_PROTOCOL_EXTENSION_MEMBERS_HPP

#include "protocol/extension/extension_block.hpp"
#include "protocol/wire/writer.hpp"

#include <cstdint>
#include <optional>
#include <tuple>
#include <vector>

namespace tls::extension {

/// Returns the types of `present` in sending order: first those in `order`, then the others; pre_shared_key last.
std::vector<std::uint16_t> sending_order(const std::vector<std::uint16_t>& present,
                                         const std::vector<std::uint16_t>& order);

/// Returns the types that encode_extensions writes: the extensions that the sent message offers.
template <class Extensions>
std::vector<std::uint16_t> types_to_send(const Extensions& extensions)
{
    std::vector<std::uint16_t> present;
    present.reserve(std::tuple_size_v<decltype(Extensions::members(extensions))>);
    auto note = [&]<class E>(const std::optional<E>& member) {
        if (member)
            present.push_back(static_cast<std::uint16_t>(E::type));
    };
    std::apply([&](const auto&... member) { (note(member), ...); }, Extensions::members(extensions));
    return sending_order(present, extensions.order);
}

/// Decodes each member that the block contains, and records the order of all extensions.
template <class Extensions>
Extensions decode_extensions(const extension_block& block)
{
    Extensions extensions;
    auto decode = [&]<class E>(std::optional<E>& member) { member = block.get<E>(); };
    std::apply([&](auto&... member) { (decode(member), ...); }, Extensions::members(extensions));
    extensions.order = block.order();
    return extensions;
}

/// Appends the members that are set as "Extension extensions<0..2^16-1>". Skips types in `order` whose member is not
/// set. Puts pre_shared_key last (RFC 8446 section 4.2.11).
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
