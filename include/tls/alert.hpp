// Alert code points (RFC 8446 section 6, RFC 5246 section 7.2).

#ifndef TLS_ALERT_HPP
#define TLS_ALERT_HPP

#include <tls/config.hpp>

#include <cstdint>
#include <string_view>

#pragma GCC visibility push(default)

namespace tls {

/// AlertLevel, RFC 8446 section 6. In TLS 1.3 the description implies the level.
enum class alert_level : std::uint8_t { warning = 1, fatal = 2 };

/// AlertDescription, RFC 8446 section 6, including the values that earlier versions defined.
enum class alert_description : std::uint8_t {
    close_notify = 0,
    unexpected_message = 10,
    bad_record_mac = 20,
    decryption_failed = 21,
    record_overflow = 22,
    decompression_failure = 30,
    handshake_failure = 40,
    no_certificate = 41,
    bad_certificate = 42,
    unsupported_certificate = 43,
    certificate_revoked = 44,
    certificate_expired = 45,
    certificate_unknown = 46,
    illegal_parameter = 47,
    unknown_ca = 48,
    access_denied = 49,
    decode_error = 50,
    decrypt_error = 51,
    export_restriction = 60,
    protocol_version = 70,
    insufficient_security = 71,
    internal_error = 80,
    inappropriate_fallback = 86,
    user_canceled = 90,
    no_renegotiation = 100,
    missing_extension = 109,
    unsupported_extension = 110,
    certificate_unobtainable = 111,
    unrecognized_name = 112,
    bad_certificate_status_response = 113,
    bad_certificate_hash_value = 114,
    unknown_psk_identity = 115,
    certificate_required = 116,
    general_error = 117, ///< RFC 9846
    no_application_protocol = 120,
};

/// Returns the RFC's name of an alert, such as "handshake_failure"; "unknown" for a value without a name.
std::string_view to_string(alert_description) noexcept;

} // namespace tls

#pragma GCC visibility pop

#endif
