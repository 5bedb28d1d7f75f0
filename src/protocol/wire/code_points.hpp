// Code points of the wire format that belong to no single message or extension (RFC 8446, appendix B).

#ifndef TLS_SRC_PROTOCOL_WIRE_CODE_POINTS_HPP
#define TLS_SRC_PROTOCOL_WIRE_CODE_POINTS_HPP

#include <cstdint>
#include <string_view>

namespace tls {

/// ContentType, RFC 8446 section 5.1.
enum class content_type : std::uint8_t {
    invalid = 0,
    change_cipher_spec = 20,
    alert = 21,
    handshake = 22,
    application_data = 23,
};

/// HandshakeType, RFC 8446 section 4.
enum class handshake_type : std::uint8_t {
    hello_request = 0,
    client_hello = 1,
    server_hello = 2,
    new_session_ticket = 4,
    end_of_early_data = 5,
    encrypted_extensions = 8,
    certificate = 11,
    server_key_exchange = 12,
    certificate_request = 13,
    server_hello_done = 14,
    certificate_verify = 15,
    client_key_exchange = 16,
    finished = 20,
    certificate_url = 21,
    certificate_status = 22,
    key_update = 24,
    compressed_certificate = 25,
    message_hash = 254,
};

/// ExtensionType, RFC 8446 section 4.2.
enum class extension_type : std::uint16_t {
    server_name = 0,
    max_fragment_length = 1,
    status_request = 5,
    supported_groups = 10,
    ec_point_formats = 11,
    signature_algorithms = 13,
    use_srtp = 14,
    heartbeat = 15,
    application_layer_protocol_negotiation = 16,
    signed_certificate_timestamp = 18,
    client_certificate_type = 19,
    server_certificate_type = 20,
    padding = 21,
    encrypt_then_mac = 22,
    extended_master_secret = 23,
    record_size_limit = 28,
    session_ticket = 35,
    pre_shared_key = 41,
    early_data = 42,
    supported_versions = 43,
    cookie = 44,
    psk_key_exchange_modes = 45,
    certificate_authorities = 47,
    oid_filters = 48,
    post_handshake_auth = 49,
    signature_algorithms_cert = 50,
    key_share = 51,
    ticket_request = 58,
    renegotiation_info = 0xff01,
};

/// Signaling cipher suite values: entries in a client's cipher suite list that are signals to the server, not suites.
namespace scsv {
/// TLS_EMPTY_RENEGOTIATION_INFO_SCSV, RFC 5746 section 3.3: equivalent to an empty renegotiation_info.
inline constexpr std::uint16_t empty_renegotiation_info = 0x00ff;
/// TLS_FALLBACK_SCSV, RFC 7507: the client retries with a lower version than it supports, after a failed attempt.
inline constexpr std::uint16_t fallback = 0x5600;
} // namespace scsv

/// Whether a NamedGroup is a finite field group, known or not. RFC 7919 section 4 has servers look for "any codepoint
/// between 256 and 511, inclusive, even if unknown". For known groups, use key_exchange_group::family.
constexpr bool is_ffdhe_code_point(std::uint16_t named_group) noexcept
{
    return named_group >= 256 && named_group <= 511;
}

/// ClientCertificateType, RFC 5246 section 7.4.4 and RFC 8422 section 5.5.
enum class client_certificate_type : std::uint8_t {
    rsa_sign = 1,
    dss_sign = 2,
    rsa_fixed_dh = 3,
    dss_fixed_dh = 4,
    ecdsa_sign = 64, ///< ECDSA and EdDSA
};

/// ECCurveType, RFC 8422 section 5.4.
enum class ec_curve_type : std::uint8_t { explicit_prime = 1, explicit_char2 = 2, named_curve = 3 };

/// ECPointFormat, RFC 8422 section 5.1.2.
enum class ec_point_format : std::uint8_t {
    uncompressed = 0,
    ansi_x962_compressed_prime = 1,
    ansi_x962_compressed_char2 = 2,
};

/// Returns the RFC's name, such as "server_hello", or "unknown" for an unassigned value.
std::string_view to_string(content_type) noexcept;
std::string_view to_string(handshake_type) noexcept;
std::string_view to_string(extension_type) noexcept;

} // namespace tls

#endif
