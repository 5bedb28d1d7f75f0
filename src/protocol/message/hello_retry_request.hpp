// HelloRetryRequest (RFC 8446, section 4.1.4): on the wire a ServerHello with a special random.

#ifndef TLS_SRC_PROTOCOL_MESSAGE_HELLO_RETRY_REQUEST_HPP
#define TLS_SRC_PROTOCOL_MESSAGE_HELLO_RETRY_REQUEST_HPP

#include "protocol/extension/cookie.hpp"
#include "protocol/extension/key_share.hpp"
#include "protocol/extension/members.hpp"
#include "protocol/extension/supported_versions.hpp"

#include <tls/version.hpp>

namespace tls::message {

struct hello_retry_request_extensions {
    std::optional<extension::selected_version> supported_versions; ///< always set when received
    std::optional<extension::key_share_hello_retry_request> key_share;
    std::optional<extension::cookie> cookie;

    /// Received: the types of all extensions in order. To be sent: the order of those that are set.
    std::vector<std::uint16_t> order;

    template <class Self>
    static auto members(Self& self)
    {
        return std::tie(self.supported_versions, self.key_share, self.cookie);
    }
    bool operator==(const hello_retry_request_extensions&) const = default;
};

struct hello_retry_request {
    static constexpr handshake_type type = handshake_type::server_hello;

    protocol_version legacy_version = protocol_version::tls1_2;
    bytes legacy_session_id_echo; ///< up to 32 bytes
    std::uint16_t cipher_suite = 0;
    std::uint8_t legacy_compression_method = 0;
    hello_retry_request_extensions extensions;

    /// A ServerHello that is not a HelloRetryRequest throws fatal{unexpected_message}.
    static hello_retry_request decode(byte_view body);
    void encode(bytes& out) const;
    bool operator==(const hello_retry_request&) const = default;
};

/// Whether the body of a server_hello message is a HelloRetryRequest. False if the body is too short.
bool is_hello_retry_request(byte_view body) noexcept;

} // namespace tls::message

#endif
