#include "protocol/extension/table.hpp"

#include <algorithm>

namespace tls::extension {

namespace {

constexpr auto CH = message_kind::client_hello;
constexpr auto SH = message_kind::server_hello;
constexpr auto EE = message_kind::encrypted_extensions;
constexpr auto CT = message_kind::certificate;
constexpr auto CR = message_kind::certificate_request;
constexpr auto NST = message_kind::new_session_ticket;
constexpr auto HRR = message_kind::hello_retry_request;
constexpr auto SH12 = message_kind::server_hello_tls12;

// The table of RFC 8446 section 4.2; then RFC 8449 and RFC 9149; then extensions that only TLS 1.2 and earlier servers
// answer. Some TLS 1.2 servers answer supported_groups, which no RFC forbids; we accept and ignore it.
constexpr table_row rows[] = {
    {extension_type::server_name, CH | EE | SH12},
    {extension_type::max_fragment_length, CH | EE | SH12},
    {extension_type::status_request, CH | CR | CT | SH12},
    {extension_type::supported_groups, CH | EE | SH12},
    {extension_type::signature_algorithms, CH | CR},
    {extension_type::use_srtp, CH | EE | SH12},
    {extension_type::heartbeat, CH | EE | SH12},
    {extension_type::application_layer_protocol_negotiation, CH | EE | SH12},
    {extension_type::signed_certificate_timestamp, CH | CR | CT | SH12},
    {extension_type::client_certificate_type, CH | EE | SH12},
    {extension_type::server_certificate_type, CH | EE | SH12},
    {extension_type::padding, CH},
    {extension_type::key_share, CH | SH | HRR},
    {extension_type::pre_shared_key, CH | SH},
    {extension_type::psk_key_exchange_modes, CH},
    {extension_type::early_data, CH | EE | NST},
    {extension_type::cookie, CH | HRR},
    {extension_type::supported_versions, CH | SH | HRR},
    {extension_type::certificate_authorities, CH | CR},
    {extension_type::oid_filters, CR},
    {extension_type::post_handshake_auth, CH},
    {extension_type::signature_algorithms_cert, CH | CR},

    {extension_type::record_size_limit, CH | EE | SH12},
    {extension_type::ticket_request, CH | EE},

    {extension_type::ec_point_formats, CH | SH12},
    {extension_type::encrypt_then_mac, CH | SH12},
    {extension_type::extended_master_secret, CH | SH12},
    {extension_type::session_ticket, CH | SH12},
    {extension_type::renegotiation_info, CH | SH12},
};

} // namespace

std::span<const table_row> table() noexcept
{
    return rows;
}

std::optional<message_kinds> allowed_messages(std::uint16_t type) noexcept
{
    const auto* row = std::ranges::find(rows, extension_type{type}, &table_row::type);
    return row != std::end(rows) ? std::optional(row->allowed_in) : std::nullopt;
}

std::string_view to_string(message_kind message) noexcept
{
    switch (message) {
    case CH:
        return "ClientHello";
    case SH:
        return "ServerHello";
    case EE:
        return "EncryptedExtensions";
    case CT:
        return "Certificate";
    case CR:
        return "CertificateRequest";
    case NST:
        return "NewSessionTicket";
    case HRR:
        return "HelloRetryRequest";
    case SH12:
        return "TLS 1.2 ServerHello";
    }
    return "unknown";
}

std::string name_of(std::uint16_t type)
{
    if (!allowed_messages(type))
        return "extension " + std::to_string(type);
    return std::string(tls::to_string(extension_type{type}));
}

} // namespace tls::extension
