// Protocol versions as encoded on the wire (ProtocolVersion, RFC 8446 section 4.1.2).

#ifndef TLS_VERSION_HPP
#define TLS_VERSION_HPP

#include <tls/config.hpp>

#include <cstdint>
#include <string_view>

#pragma GCC visibility push(default)

namespace tls {

/// ProtocolVersion. Values are ordered from oldest to newest.
enum class protocol_version : std::uint16_t {
    tls1_0 = 0x0301,
    tls1_1 = 0x0302,
    tls1_2 = 0x0303,
    tls1_3 = 0x0304,
};

/// Returns "TLSv1.3" and so on, as common tools print it; "unknown" for other values.
std::string_view to_string(protocol_version) noexcept;

/// Returns whether a version is in the range from `first` to `last`, inclusive.
constexpr bool is_within(protocol_version version, protocol_version first, protocol_version last) noexcept
{
    return first <= version && version <= last;
}

/// The role of an endpoint.
enum class role : std::uint8_t { client, server };

/// Returns the peer's role.
constexpr role peer_of(role ours) noexcept
{
    return ours == role::client ? role::server : role::client;
}

} // namespace tls

#pragma GCC visibility pop

#endif
