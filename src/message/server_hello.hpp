// ServerHello (RFC 8446, section 4.1.3).

#ifndef TLS_SRC_MESSAGE_SERVER_HELLO_HPP
#define TLS_SRC_MESSAGE_SERVER_HELLO_HPP

#include "extension/key_share.hpp"
#include "extension/members.hpp"
#include "extension/pre_shared_key.hpp"
#include "extension/supported_versions.hpp"

#include <tls/version.hpp>

#include <array>

namespace tls::message {

struct server_hello_extensions {
    std::optional<extension::selected_version> supported_versions;
    std::optional<extension::key_share_server_hello> key_share;
    std::optional<extension::selected_psk> pre_shared_key;

    /// Types of all extensions as received; or the order in which to send those that are set.
    std::vector<std::uint16_t> order;

    template <class Self>
    static auto members(Self& self)
    {
        return std::tie(self.supported_versions, self.key_share, self.pre_shared_key);
    }
    bool operator==(const server_hello_extensions&) const = default;
};

struct server_hello {
    static constexpr handshake_type type = handshake_type::server_hello;

    protocol_version legacy_version = protocol_version::tls1_2;
    std::array<std::uint8_t, 32> random{};
    bytes legacy_session_id_echo; ///< up to 32 bytes
    std::uint16_t cipher_suite = 0;
    std::uint8_t legacy_compression_method = 0;
    server_hello_extensions extensions;

    /// A message without supported_versions is one of TLS 1.2 or earlier: it decodes with its extensions noted
    /// in `order` alone, so that the handshake can see which version was chosen and look for the downgrade
    /// sentinel. A HelloRetryRequest is fatal{unexpected_message}: ask is_hello_retry_request() first.
    static server_hello decode(byte_view body);
    void encode(bytes& out) const;
    bool operator==(const server_hello&) const = default;
};

} // namespace tls::message

#endif
