// The key_share extension (RFC 8446, section 4.2.8).

#ifndef TLS_SRC_PROTOCOL_EXTENSION_KEY_SHARE_HPP
#define TLS_SRC_PROTOCOL_EXTENSION_KEY_SHARE_HPP

#include "protocol/wire/code_points.hpp"

#include <tls/bytes.hpp>

#include <cstdint>
#include <vector>

namespace tls::extension {

/// KeyShareEntry.
struct key_share_entry {
    std::uint16_t group = 0; ///< NamedGroup
    bytes key_exchange;      ///< 1 to 65535 bytes, in the group's own format
    bool operator==(const key_share_entry&) const = default;
};

/// KeyShareClientHello.
struct key_share_client_hello {
    static constexpr extension_type type = extension_type::key_share;

    /// Most preferred first, one share per group. If empty, the client requests a HelloRetryRequest.
    std::vector<key_share_entry> client_shares;

    /// Throws fatal{decode_error}, or fatal{illegal_parameter, duplicate_key_share}.
    static key_share_client_hello decode(byte_view extension_data);
    void encode(bytes& out) const;
    bool operator==(const key_share_client_hello&) const = default;
};

/// KeyShareServerHello.
struct key_share_server_hello {
    static constexpr extension_type type = extension_type::key_share;

    key_share_entry server_share;

    static key_share_server_hello decode(byte_view extension_data);
    void encode(bytes& out) const;
    bool operator==(const key_share_server_hello&) const = default;
};

/// KeyShareHelloRetryRequest.
struct key_share_hello_retry_request {
    static constexpr extension_type type = extension_type::key_share;

    std::uint16_t selected_group = 0; ///< NamedGroup

    static key_share_hello_retry_request decode(byte_view extension_data);
    void encode(bytes& out) const;
    bool operator==(const key_share_hello_retry_request&) const = default;
};

} // namespace tls::extension

#endif
