#include "protocol/wire/version_descriptor.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

namespace tls {
namespace {

constexpr version_descriptor tls13{
    .version = protocol_version::tls1_3,
    .family = handshake_family::tls13,
    .inner_content_type_size = 1,
    .alert_levels_count = false,
    .change_cipher_spec_changes_keys = false,
    .updates_keys = true,
    .renegotiates = false,
    .downgrade_mark = std::nullopt,
};
constexpr version_descriptor tls12{
    .version = protocol_version::tls1_2,
    .family = handshake_family::before_tls13,
    .inner_content_type_size = 0,
    .alert_levels_count = true,
    .change_cipher_spec_changes_keys = true,
    .updates_keys = false,
    .renegotiates = true,
    .downgrade_mark = std::uint8_t(1),
};
constexpr std::array versions{tls13, tls12};

} // namespace

std::span<const version_descriptor> implemented_versions() noexcept
{
    return versions;
}

const version_descriptor* find_version(protocol_version version) noexcept
{
    const auto found = std::ranges::find(versions, version, &version_descriptor::version);
    return found != versions.end() ? &*found : nullptr;
}

const version_descriptor& describe(protocol_version version)
{
    const auto* found = find_version(version);
    if (found == nullptr)
        throw std::out_of_range("a protocol version that is not implemented");
    return *found;
}

handshake_family family_of(protocol_version version) noexcept
{
    return version < protocol_version::tls1_3 ? handshake_family::before_tls13 : handshake_family::tls13;
}

} // namespace tls
