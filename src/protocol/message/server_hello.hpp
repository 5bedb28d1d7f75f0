// ServerHello of all versions (RFC 8446, section 4.1.3; RFC 5246, section 7.4.1.3).

#ifndef TLS_SRC_PROTOCOL_MESSAGE_SERVER_HELLO_HPP
#define TLS_SRC_PROTOCOL_MESSAGE_SERVER_HELLO_HPP

#include "protocol/extension/application_layer_protocol_negotiation.hpp"
#include "protocol/extension/client_certificate_type.hpp"
#include "protocol/extension/ec_point_formats.hpp"
#include "protocol/extension/encrypt_then_mac.hpp"
#include "protocol/extension/extended_master_secret.hpp"
#include "protocol/extension/key_share.hpp"
#include "protocol/extension/max_fragment_length.hpp"
#include "protocol/extension/members.hpp"
#include "protocol/extension/pre_shared_key.hpp"
#include "protocol/extension/record_size_limit.hpp"
#include "protocol/extension/renegotiation_info.hpp"
#include "protocol/extension/server_certificate_type.hpp"
#include "protocol/extension/server_name.hpp"
#include "protocol/extension/session_ticket.hpp"
#include "protocol/extension/signed_certificate_timestamp.hpp"
#include "protocol/extension/status_request.hpp"
#include "protocol/extension/supported_versions.hpp"

#include <tls/version.hpp>

#include <array>

namespace tls::message {

/// The first three belong to TLS 1.3, the others to TLS 1.2 and earlier. A received message has only one kind. Other
/// TLS 1.2 extensions, such as use_srtp, appear only in `order`.
struct server_hello_extensions {
    std::optional<extension::selected_version> supported_versions;
    std::optional<extension::key_share_server_hello> key_share;
    std::optional<extension::selected_psk> pre_shared_key;

    std::optional<extension::renegotiation_info> renegotiation_info;
    std::optional<extension::server_name_acknowledgement> server_name;
    std::optional<extension::max_fragment_length> max_fragment_length;
    std::optional<extension::record_size_limit> record_size_limit;
    std::optional<extension::ec_point_formats> ec_point_formats;
    std::optional<extension::session_ticket_acknowledgement> session_ticket;
    std::optional<extension::status_request_acknowledgement> status_request;
    std::optional<extension::selected_application_protocol> application_layer_protocol_negotiation;
    std::optional<extension::signed_certificate_timestamp_list> signed_certificate_timestamp;
    std::optional<extension::selected_client_certificate_type> client_certificate_type;
    std::optional<extension::selected_server_certificate_type> server_certificate_type;
    std::optional<extension::encrypt_then_mac> encrypt_then_mac;
    std::optional<extension::extended_master_secret> extended_master_secret;

    /// Received: the types of all extensions in order. To be sent: the order of those that are set.
    std::vector<std::uint16_t> order;

    template <class Self>
    static auto members(Self& self)
    {
        return std::tie(self.supported_versions, self.key_share, self.pre_shared_key, self.renegotiation_info,
                        self.server_name, self.max_fragment_length, self.record_size_limit, self.ec_point_formats,
                        self.session_ticket, self.status_request, self.application_layer_protocol_negotiation,
                        self.signed_certificate_timestamp, self.client_certificate_type, self.server_certificate_type,
                        self.encrypt_then_mac, self.extended_master_secret);
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

    /// Returns the version that the server selected: supported_versions, or else legacy_version. Any value when
    /// received.
    protocol_version version() const noexcept;

    /// A message without supported_versions is TLS 1.2 or earlier and has different extensions from TLS 1.3; extensions
    /// of the other kind are rejected. A HelloRetryRequest throws fatal{unexpected_message}: call
    /// is_hello_retry_request() first.
    static server_hello decode(byte_view body);
    void encode(bytes& out) const;
    bool operator==(const server_hello&) const = default;
};

} // namespace tls::message

#endif
