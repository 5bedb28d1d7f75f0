// Protocol versions as they stand on the wire (ProtocolVersion, RFC 8446 section 4.1.2).

#ifndef TLS_VERSION_HPP
#define TLS_VERSION_HPP

#include <tls/config.hpp>

#include <cstdint>
#include <string_view>

#pragma GCC visibility push(default)

namespace tls {

/// ProtocolVersion. The order of the values is the order of the versions.
enum class protocol_version : std::uint16_t {
    tls1_0 = 0x0301,
    tls1_1 = 0x0302,
    tls1_2 = 0x0303,
    tls1_3 = 0x0304,
};

/// "TLSv1.3" and so on, as the field's tools print it; "unknown" for other values.
std::string_view to_string(protocol_version) noexcept;

/// Whether a version is one from `first` to `last`, both included.
constexpr bool is_within(protocol_version version, protocol_version first, protocol_version last) noexcept
{
    return first <= version && version <= last;
}

/// Which end of a connection this is.
enum class role : std::uint8_t { client, server };

/// The other end's.
constexpr role peer_of(role ours) noexcept
{
    return ours == role::client ? role::server : role::client;
}

} // namespace tls

#pragma GCC visibility pop

#endif
