// ClientHello of all versions (RFC 8446, section 4.1.2; RFC 5246, section 7.4.1.2).

#ifndef TLS_SRC_PROTOCOL_MESSAGE_CLIENT_HELLO_HPP
#define TLS_SRC_PROTOCOL_MESSAGE_CLIENT_HELLO_HPP

#include "protocol/extension/application_layer_protocol_negotiation.hpp"
#include "protocol/extension/certificate_authorities.hpp"
#include "protocol/extension/client_certificate_type.hpp"
#include "protocol/extension/cookie.hpp"
#include "protocol/extension/early_data.hpp"
#include "protocol/extension/ec_point_formats.hpp"
#include "protocol/extension/encrypt_then_mac.hpp"
#include "protocol/extension/extended_master_secret.hpp"
#include "protocol/extension/key_share.hpp"
#include "protocol/extension/max_fragment_length.hpp"
#include "protocol/extension/members.hpp"
#include "protocol/extension/post_handshake_auth.hpp"
#include "protocol/extension/pre_shared_key.hpp"
#include "protocol/extension/psk_key_exchange_modes.hpp"
#include "protocol/extension/record_size_limit.hpp"
#include "protocol/extension/renegotiation_info.hpp"
#include "protocol/extension/server_certificate_type.hpp"
#include "protocol/extension/server_name.hpp"
#include "protocol/extension/session_ticket.hpp"
#include "protocol/extension/signature_algorithms.hpp"
#include "protocol/extension/signed_certificate_timestamp.hpp"
#include "protocol/extension/status_request.hpp"
#include "protocol/extension/supported_groups.hpp"
#include "protocol/extension/supported_versions.hpp"
#include "protocol/extension/ticket_request.hpp"

#include <tls/version.hpp>

#include <array>

namespace tls::message {

/// The ClientHello extensions that the library uses. Others, such as padding, appear only in `order`.
struct client_hello_extensions {
    std::optional<extension::server_name> server_name;
    std::optional<extension::extended_master_secret> extended_master_secret;
    std::optional<extension::renegotiation_info> renegotiation_info;
    std::optional<extension::max_fragment_length> max_fragment_length;
    std::optional<extension::record_size_limit> record_size_limit;
    std::optional<extension::ec_point_formats> ec_point_formats;
    std::optional<extension::supported_groups> supported_groups;
    std::optional<extension::session_ticket> session_ticket;
    std::optional<extension::encrypt_then_mac> encrypt_then_mac;
    std::optional<extension::application_layer_protocol_negotiation> application_layer_protocol_negotiation;
    std::optional<extension::status_request> status_request;
    std::optional<extension::signed_certificate_timestamp_request> signed_certificate_timestamp;
    std::optional<extension::client_certificate_types> client_certificate_type;
    std::optional<extension::server_certificate_types> server_certificate_type;
    std::optional<extension::signature_algorithms> signature_algorithms;
    std::optional<extension::signature_algorithms_cert> signature_algorithms_cert;
    std::optional<extension::certificate_authorities> certificate_authorities;
    std::optional<extension::post_handshake_auth> post_handshake_auth;
    std::optional<extension::supported_versions> supported_versions;
    std::optional<extension::cookie> cookie;
    std::optional<extension::ticket_request> ticket_request;
    std::optional<extension::psk_key_exchange_modes> psk_key_exchange_modes;
    std::optional<extension::early_data> early_data;
    std::optional<extension::key_share_client_hello> key_share;
    std::optional<extension::offered_psks> pre_shared_key;

    /// Received: the types of all extensions in order. To be sent: the order of those that are set.
    std::vector<std::uint16_t> order;

    template <class Self>
    static auto members(Self& self)
    {
        return std::tie(self.server_name, self.extended_master_secret, self.renegotiation_info,
                        self.max_fragment_length, self.record_size_limit, self.ec_point_formats, self.supported_groups,
                        self.session_ticket, self.encrypt_then_mac, self.application_layer_protocol_negotiation,
                        self.status_request, self.signed_certificate_timestamp, self.client_certificate_type,
                        self.server_certificate_type, self.signature_algorithms, self.signature_algorithms_cert,
                        self.certificate_authorities, self.post_handshake_auth, self.supported_versions, self.cookie,
                        self.ticket_request, self.psk_key_exchange_modes, self.early_data, self.key_share,
                        self.pre_shared_key);
    }
    bool operator==(const client_hello_extensions&) const = default;
};

struct client_hello {
    static constexpr handshake_type type = handshake_type::client_hello;

    protocol_version legacy_version = protocol_version::tls1_2;
    std::array<std::uint8_t, 32> random{};
    bytes legacy_session_id; ///< up to 32 bytes
    std::vector<std::uint16_t> cipher_suites;
    bytes legacy_compression_methods{0};
    client_hello_extensions extensions;

    /// Accepts ClientHellos of all versions from TLS 1.0 on, with or without extensions. The handshake checks the
    /// additional TLS 1.3 requirements, such as no compression, once the version is chosen.
    static client_hello decode(byte_view body);
    void encode(bytes& out) const;

    /// Whether the cipher suite list contains this value, such as scsv::fallback.
    bool has_cipher_suite(std::uint16_t) const noexcept;
    /// Whether the client supports secure renegotiation: by renegotiation_info or the SCSV (RFC 5746 section 3.6).
    bool signals_secure_renegotiation() const noexcept;

    bool operator==(const client_hello&) const = default;
};

/// Returns the extensions that a response to this hello may contain, for extension::check_solicited: those that the
/// hello sends, and renegotiation_info if it contains the SCSV.
std::vector<std::uint16_t> offered_extensions(const client_hello&);

} // namespace tls::message

#endif
