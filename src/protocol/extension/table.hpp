// Which extension may stand in which message (RFC 8446, section 4.2; the RFC of each extension for TLS 1.2).

#ifndef TLS_SRC_PROTOCOL_EXTENSION_TABLE_HPP
#define TLS_SRC_PROTOCOL_EXTENSION_TABLE_HPP

#include "protocol/wire/code_points.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace tls::extension {

/// A message that carries extensions, as a bit, in the order of the legend of RFC 8446 section 4.2.
enum class place : std::uint8_t {
    client_hello = 1,
    server_hello = 2,
    encrypted_extensions = 4,
    certificate = 8,
    certificate_request = 16,
    new_session_ticket = 32,
    hello_retry_request = 64,
    server_hello_tls12 = 128, ///< a ServerHello that chooses TLS 1.2 or earlier: one without supported_versions
};

/// The places where an extension may stand.
class places {
public:
    constexpr places(place p) noexcept : bits_(static_cast<std::uint8_t>(p)) {}
    constexpr bool contains(place p) const noexcept { return (bits_ & static_cast<std::uint8_t>(p)) != 0; }
    friend constexpr places operator|(places a, places b) noexcept
    {
        a.bits_ = static_cast<std::uint8_t>(a.bits_ | b.bits_);
        return a;
    }

private:
    std::uint8_t bits_;
};

constexpr places operator|(place a, place b) noexcept
{
    return places(a) | places(b);
}

/// An extension that this library knows, to use it or to know that it does not belong. To add one, give
/// it a row, a name in wire/code_points.cpp, a pair of files, and a member in the messages it stands in.
struct table_row {
    extension_type type;
    places allowed_in;
};

/// All rows.
std::span<const table_row> table() noexcept;

/// Where the extension may stand; nothing if it is unknown.
std::optional<places> allowed_places(std::uint16_t type) noexcept;

/// The message as errors name it, such as "ClientHello".
std::string_view to_string(place) noexcept;

/// The extension as errors name it: the RFC's name, or "extension 4660" without one.
std::string name_of(std::uint16_t type);

} // namespace tls::extension

#endif
