#include "protocol/wire/code_points.hpp"

namespace tls {

std::string_view to_string(content_type value) noexcept
{
    switch (value) {
    case content_type::invalid:
        return "invalid";
    case content_type::change_cipher_spec:
        return "change_cipher_spec";
    case content_type::alert:
        return "alert";
    case content_type::handshake:
        return "handshake";
    case content_type::application_data:
        return "application_data";
    }
    return "unknown";
}

std::string_view to_string(handshake_type value) noexcept
{
    switch (value) {
    case handshake_type::hello_request:
        return "hello_request";
    case handshake_type::client_hello:
        return "client_hello";
    case handshake_type::server_hello:
        return "server_hello";
    case handshake_type::new_session_ticket:
        return "new_session_ticket";
    case handshake_type::end_of_early_data:
        return "end_of_early_data";
    case handshake_type::encrypted_extensions:
        return "encrypted_extensions";
    case handshake_type::certificate:
        return "certificate";
    case handshake_type::server_key_exchange:
        return "server_key_exchange";
    case handshake_type::certificate_request:
        return "certificate_request";
    case handshake_type::server_hello_done:
        return "server_hello_done";
    case handshake_type::certificate_verify:
        return "certificate_verify";
    case handshake_type::client_key_exchange:
        return "client_key_exchange";
    case handshake_type::finished:
        return "finished";
    case handshake_type::certificate_url:
        return "certificate_url";
    case handshake_type::certificate_status:
        return "certificate_status";
    case handshake_type::key_update:
        return "key_update";
    case handshake_type::compressed_certificate:
        return "compressed_certificate";
    case handshake_type::message_hash:
        return "message_hash";
    }
    return "unknown";
}

std::string_view to_string(extension_type value) noexcept
{
    switch (value) {
    case extension_type::server_name:
        return "server_name";
    case extension_type::max_fragment_length:
        return "max_fragment_length";
    case extension_type::status_request:
        return "status_request";
    case extension_type::supported_groups:
        return "supported_groups";
    case extension_type::ec_point_formats:
        return "ec_point_formats";
    case extension_type::signature_algorithms:
        return "signature_algorithms";
    case extension_type::use_srtp:
        return "use_srtp";
    case extension_type::heartbeat:
        return "heartbeat";
    case extension_type::application_layer_protocol_negotiation:
        return "application_layer_protocol_negotiation";
    case extension_type::signed_certificate_timestamp:
        return "signed_certificate_timestamp";
    case extension_type::client_certificate_type:
        return "client_certificate_type";
    case extension_type::server_certificate_type:
        return "server_certificate_type";
    case extension_type::padding:
        return "padding";
    case extension_type::encrypt_then_mac:
        return "encrypt_then_mac";
    case extension_type::extended_master_secret:
        return "extended_master_secret";
    case extension_type::record_size_limit:
        return "record_size_limit";
    case extension_type::session_ticket:
        return "session_ticket";
    case extension_type::pre_shared_key:
        return "pre_shared_key";
    case extension_type::early_data:
        return "early_data";
    case extension_type::supported_versions:
        return "supported_versions";
    case extension_type::cookie:
        return "cookie";
    case extension_type::psk_key_exchange_modes:
        return "psk_key_exchange_modes";
    case extension_type::certificate_authorities:
        return "certificate_authorities";
    case extension_type::oid_filters:
        return "oid_filters";
    case extension_type::ticket_request:
        return "ticket_request";
    case extension_type::post_handshake_auth:
        return "post_handshake_auth";
    case extension_type::signature_algorithms_cert:
        return "signature_algorithms_cert";
    case extension_type::key_share:
        return "key_share";
    case extension_type::renegotiation_info:
        return "renegotiation_info";
    }
    return "unknown";
}

} // namespace tls
