#include "protocol/extension/extension_block.hpp"

#include <boost/container/small_vector.hpp>

#include <algorithm>
#include <string>

namespace tls::extension {

namespace {

// RFC 8446 sections 4.1.2, 4.3.2 and 4.6.1: receivers of these messages "MUST ignore unrecognized extensions". All
// other messages are responses and may contain only extensions that were offered.
constexpr message_kinds offering_messages =
    message_kind::client_hello | message_kind::certificate_request | message_kind::new_session_ticket;

} // namespace

extension_block extension_block::read(wire::reader& reader)
{
    wire::reader list(reader.vector16());
    extension_block block;
    constexpr std::size_t usual_count = 16;
    block.items_.reserve(usual_count);
    while (!list.empty()) {
        auto type = list.u16();
        block.items_.push_back({type, list.vector16()});
    }
    // Sorted, because a message has room for 16383 of them.
    boost::container::small_vector<std::uint16_t, 2 * usual_count> types;
    for (const auto& extension : block.items_)
        types.push_back(extension.type);
    std::ranges::sort(types);
    // RFC 8446 section 4.2: "There MUST NOT be more than one extension of the same type".
    if (const auto twice = std::ranges::adjacent_find(types); twice != types.end())
        throw fatal(alert_description::illegal_parameter, error::reason::duplicate_extension, name_of(*twice));
    return block;
}

extension_block extension_block::read(wire::reader& reader, message_kind message)
{
    auto block = read(reader);
    block.check_allowed_in(message);
    return block;
}

void extension_block::check_allowed_in(message_kind message) const
{
    for (const auto& extension : items_) {
        auto allowed = allowed_messages(extension.type);
        auto describe = [&] { return name_of(extension.type).append(" in ").append(to_string(message)); };
        // RFC 8446 section 4.2: "If an implementation receives an extension which it recognizes and which is not
        // specified for the message in which it appears, it MUST abort the handshake with an "illegal_parameter"
        // alert."
        if (allowed && !allowed->contains(message))
            throw fatal(alert_description::illegal_parameter, error::reason::extension_not_allowed, describe());
        if (!allowed && !offering_messages.contains(message))
            throw fatal(alert_description::unsupported_extension, error::reason::unsolicited_extension, describe());
    }
}

bool extension_block::contains(extension_type type) const noexcept
{
    return find(type) != nullptr;
}

std::vector<std::uint16_t> extension_block::order() const
{
    std::vector<std::uint16_t> types;
    types.reserve(items_.size());
    for (const auto& extension : items_)
        types.push_back(extension.type);
    return types;
}

const byte_view* extension_block::find(extension_type type) const noexcept
{
    auto found = std::ranges::find(items_, static_cast<std::uint16_t>(type), &item::type);
    return found != items_.end() ? &found->extension_data : nullptr;
}

void extension_block::rethrow_named(extension_type type, const fatal& failure)
{
    auto reason = failure.alert() == alert_description::decode_error ? error::reason::bad_extension : failure.reason();
    throw fatal(failure.alert(), reason, std::string(tls::to_string(type)).append(": ").append(failure.detail()));
}

void check_solicited(const std::vector<std::uint16_t>& answered, const std::vector<std::uint16_t>& offered)
{
    for (auto type : answered) {
        auto was_offered = std::ranges::find(offered, type) != offered.end();
        if (!was_offered && extension_type{type} != extension_type::cookie)
            throw fatal(alert_description::unsupported_extension, error::reason::unsolicited_extension, name_of(type));
    }
}

} // namespace tls::extension
