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

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <tuple>
#include <utility>
#include <vector>

namespace tls::extension {

/// Puts the types into sending order: first those in `order`, then the others; pre_shared_key last.
void put_into_sending_order(std::span<std::uint16_t> present, const std::vector<std::uint16_t>& order);

/// The types of the members that are set, in sending order. Allocates no memory.
template <class Extensions>
class set_members {
public:
    explicit set_members(const Extensions& extensions)
    {
        auto note = [&]<class E>(const std::optional<E>& member) {
            if (member)
                types_[count_++] = static_cast<std::uint16_t>(E::type);
        };
        std::apply([&](const auto&... member) { (note(member), ...); }, Extensions::members(extensions));
        put_into_sending_order({types_.data(), count_}, extensions.order);
    }

    const std::uint16_t* begin() const noexcept { return types_.data(); }
    const std::uint16_t* end() const noexcept { return types_.data() + count_; }

private:
    using members = decltype(Extensions::members(std::declval<const Extensions&>()));
    std::array<std::uint16_t, std::tuple_size_v<members>> types_;
    std::size_t count_ = 0;
};

/// Returns the types that encode_extensions writes: the extensions that the sent message offers.
template <class Extensions>
std::vector<std::uint16_t> types_to_send(const Extensions& extensions)
{
    const set_members types(extensions);
    return {types.begin(), types.end()};
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
    for (auto type : set_members(extensions)) {
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
