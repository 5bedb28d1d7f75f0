// The server_name extension (RFC 6066, section 3).

#ifndef TLS_SRC_PROTOCOL_EXTENSION_SERVER_NAME_HPP
#define TLS_SRC_PROTOCOL_EXTENSION_SERVER_NAME_HPP

#include "protocol/wire/code_points.hpp"

#include <tls/bytes.hpp>

#include <string>

namespace tls::extension {

/// ServerNameList in a ClientHello: the name of the server that the client wants to reach.
struct server_name {
    static constexpr extension_type type = extension_type::server_name;

    /// Printable ASCII without a trailing dot, with the client's capitalization. Empty only if a received list contains
    /// no host name, only names of other types, which are skipped.
    std::string host_name;

    /// Throws fatal{decode_error}, or fatal{illegal_parameter} for a name that RFC 6066 forbids.
    static server_name decode(byte_view extension_data);
    void encode(bytes& out) const;
    bool operator==(const server_name&) const = default;
};

/// The empty response in EncryptedExtensions: the server used the name to choose its certificate.
struct server_name_acknowledgement {
    static constexpr extension_type type = extension_type::server_name;

    static server_name_acknowledgement decode(byte_view extension_data);
    void encode(bytes&) const {}
    bool operator==(const server_name_acknowledgement&) const = default;
};

} // namespace tls::extension

#endif
