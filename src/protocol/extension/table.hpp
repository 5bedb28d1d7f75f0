// Which messages may contain which extension (RFC 8446, section 4.2; for TLS 1.2, each extension's RFC).

#ifndef TLS_SRC_PROTOCOL_EXTENSION_TABLE_HPP
#define TLS_SRC_PROTOCOL_EXTENSION_TABLE_HPP

#include "protocol/wire/code_points.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace tls::extension {

/// A message that contains extensions, as a bit, in the order of the abbreviations of RFC 8446 section 4.2.
enum class message_kind : std::uint8_t {
    client_hello = 1,
    server_hello = 2,
    encrypted_extensions = 4,
    certificate = 8,
    certificate_request = 16,
    new_session_ticket = 32,
    hello_retry_request = 64,
    server_hello_tls12 = 128, ///< a ServerHello without supported_versions, which selects TLS 1.2 or earlier
};

/// The messages that may contain an extension.
class message_kinds {
public:
    consteval message_kinds(message_kind kind) noexcept : bits_(static_cast<std::uint8_t>(kind)) {}
    constexpr bool contains(message_kind kind) const noexcept { return (bits_ & static_cast<std::uint8_t>(kind)) != 0; }
    friend consteval message_kinds operator|(message_kinds a, message_kinds b) noexcept
    {
        a.bits_ = static_cast<std::uint8_t>(a.bits_ | b.bits_);
        return a;
    }

private:
    std::uint8_t bits_;
};

consteval message_kinds operator|(message_kind a, message_kind b) noexcept
{
    return message_kinds(a) | message_kinds(b);
}

/// An extension that this library knows, either to use it or to reject it in the wrong message. To add one, give it a
/// row, a name in wire/code_points.cpp, a pair of files, and a member in the messages that contain it.
struct table_row {
    extension_type type;
    message_kinds allowed_in;
};

/// Returns all rows.
std::span<const table_row> table() noexcept;

/// Returns the messages that may contain the extension; nothing if it is unknown.
std::optional<message_kinds> allowed_messages(std::uint16_t type) noexcept;

/// Returns the message's name for error texts, such as "ClientHello".
std::string_view to_string(message_kind) noexcept;

/// Returns the extension's name for error texts: the RFC's name, or "extension 4660" if it is unknown.
std::string name_of(std::uint16_t type);

} // namespace tls::extension

#endif
