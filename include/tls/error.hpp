// Errors reported to users: boost::system::error_code in asio::ssl's categories, with the numbers that programs written
// for asio::ssl compare with, and error conditions that tell which side is responsible.

#ifndef TLS_ERROR_HPP
#define TLS_ERROR_HPP

#include <tls/alert.hpp>

#include <boost/system/error_code.hpp>

#include <string_view>
#include <type_traits>

#pragma GCC visibility push(default)

namespace tls::error {

using boost::system::error_category;
using boost::system::error_code;

namespace detail {
// OpenSSL 3 packs the library number into bits 23 and up, and the reason number below. Programs extract them with
// ERR_GET_LIB and ERR_GET_REASON.
constexpr int in_pem(int reason)
{
    return 9 << 23 | reason;
}
constexpr int in_x509(int reason)
{
    return 11 << 23 | reason;
}
constexpr int in_ssl(int reason)
{
    return 20 << 23 | reason;
}
} // namespace detail

/// The reason why an operation failed: values of get_ssl_category(). If OpenSSL has a reason with the same meaning, the
/// number is OpenSSL's. The library's own numbers begin at 2000 in each OpenSSL library's range. A received alert n has
/// reason number 1000 + n: see alert_received.
enum class reason : int {
    // The received bytes or messages violate the RFCs.
    decode_error = detail::in_ssl(2000),      ///< a malformed message
    length_mismatch = detail::in_ssl(159),    ///< extra bytes at the end of a message
    unexpected_message = detail::in_ssl(244), ///< not allowed at this point of the connection
    bad_extension = detail::in_ssl(110),      ///< the content of an extension is malformed
    duplicate_extension = detail::in_ssl(2001),
    extension_not_allowed = detail::in_ssl(2002), ///< an extension in a message that must not contain it
    unsolicited_extension = detail::in_ssl(217),  ///< an answer to an extension that was not offered
    missing_extension = detail::in_ssl(2003),
    missing_supported_groups_extension = detail::in_ssl(209),
    missing_signature_algorithms_extension = detail::in_ssl(112),
    illegal_parameter = detail::in_ssl(2004), ///< a field has a value that the RFC forbids
    bad_key_share = detail::in_ssl(108),      ///< invalid public value, or a group that was not requested
    duplicate_key_share = detail::in_ssl(2005),
    wrong_cipher_returned = detail::in_ssl(261),  ///< the server chose a suite that was not offered
    wrong_version_returned = detail::in_ssl(266), ///< the server chose a version that was not offered
    bad_hello_retry_request = detail::in_ssl(263),
    no_change_following_hello_retry_request = detail::in_ssl(214),
    inconsistent_second_client_hello = detail::in_ssl(2006),
    invalid_compression_method = detail::in_ssl(341),
    old_session_cipher_not_returned = detail::in_ssl(197), ///< the server resumed a session with another suite
    session_id_mismatch = detail::in_ssl(999),
    downgrade_detected = detail::in_ssl(2018), ///< ServerHello.random shows a newer version (RFC 8446 section 4.1.3)
    bad_dh_value = detail::in_ssl(102),        ///< invalid Diffie-Hellman public value or parameters
    bad_ecpoint = detail::in_ssl(306),         ///< not a point of the curve, or a format that was not offered
    wrong_curve = detail::in_ssl(378),         ///< not an offered curve, or not a named curve
    bad_point_formats = detail::in_ssl(157),   ///< the list lacks the uncompressed point format
    invalid_max_fragment_length = detail::in_ssl(232), ///< an unknown code, or not the offered one
    bad_record_size_limit = detail::in_ssl(2019),      ///< below 64 bytes, or above the maximum of RFC 8449
    finished_before_change_cipher_spec = detail::in_ssl(154),
    data_between_change_cipher_spec_and_finished = detail::in_ssl(145),
    renegotiation_mismatch = detail::in_ssl(337), ///< renegotiation_info does not match (RFC 5746)
    scsv_received_when_renegotiating = detail::in_ssl(345),
    peer_changed = detail::in_ssl(2024),                       ///< another certificate or identity in a renegotiation
    inconsistent_extended_master_secret = detail::in_ssl(104), ///< differs in the resumed or renegotiated session
    binder_does_not_verify = detail::in_ssl(253),
    bad_psk_identity = detail::in_ssl(114),     ///< the identity or hint is too long
    wrong_signature_type = detail::in_ssl(370), ///< the scheme was not offered or does not fit the key
    bad_signature = detail::in_ssl(123),        ///< the peer's handshake signature does not verify
    finished_mismatch = detail::in_ssl(149),    ///< the peer's Finished does not verify
    bad_certificate_message = detail::in_ssl(2007),
    invalid_raw_public_key = detail::in_ssl(350), ///< not a DER SubjectPublicKeyInfo (RFC 7250)
    bad_change_cipher_spec = detail::in_ssl(260),
    not_on_record_boundary = detail::in_ssl(182), ///< a key change inside a message (RFC 8446 section 5.1)
    wrong_version_number = detail::in_ssl(267),   ///< the peer does not speak TLS
    http_request = detail::in_ssl(156),           ///< the peer speaks plain HTTP
    bad_record_type = detail::in_ssl(443),
    record_overflow = detail::in_ssl(150),
    plaintext_overflow = detail::in_ssl(146),
    bad_record_mac = detail::in_ssl(281), ///< a record failed to decrypt
    invalid_alert = detail::in_ssl(205),
    invalid_key_update = detail::in_ssl(120),
    /// Of OpenSSL's shutdown. Not reported here: shutdown discards data that arrives before the peer's close_notify.
    application_data_after_close_notify = detail::in_ssl(291),
    excessive_message_size = detail::in_ssl(152), ///< a message exceeds the configured limit
    too_many_empty_records = detail::in_ssl(2008),
    too_many_fragments = detail::in_ssl(2009),
    too_many_key_updates = detail::in_ssl(132),
    too_many_warning_alerts = detail::in_ssl(409),
    too_many_hello_requests = detail::in_ssl(2020),
    too_many_renegotiations = detail::in_ssl(2021),
    too_much_early_data = detail::in_ssl(164), ///< more than session_settings::max_early_data

    // The peer's offer and our settings have nothing in common.
    unsupported_protocol = detail::in_ssl(258), ///< no common protocol version
    no_shared_cipher = detail::in_ssl(193),
    no_shared_groups = detail::in_ssl(410),
    no_shared_signature_algorithms = detail::in_ssl(376),
    no_application_protocol = detail::in_ssl(235),
    no_shared_certificate_type = detail::in_ssl(2040),          ///< of X.509 and raw public keys (RFC 7250)
    unrecognized_name = detail::in_ssl(2010),                   ///< no certificate for the requested server name
    inappropriate_fallback = detail::in_ssl(373),               ///< TLS_FALLBACK_SCSV without need (RFC 7507)
    unsafe_legacy_renegotiation_disabled = detail::in_ssl(338), ///< the peer does not support RFC 5746
    no_renegotiation = detail::in_ssl(339),                     ///< refused by our settings or by the peer
    missing_extended_master_secret = detail::in_ssl(2022),      ///< required by the settings, not supported by the peer
    dh_key_too_small = detail::in_ssl(394),
    dh_key_too_large = detail::in_ssl(2023), ///< the prime exceeds the library's limit
    psk_identity_not_found = detail::in_ssl(223),
    early_data_rejected = detail::in_ssl(2031), ///< the server did not accept early data

    // The peer's certificate.
    certificate_verify_failed = detail::in_ssl(134), ///< for the cause, see stream::verify_result()
    peer_did_not_return_a_certificate = detail::in_ssl(199),
    certificate_key_unusable = detail::in_ssl(247), ///< no enabled scheme supports its type or size
    wrong_certificate_type = detail::in_ssl(383),   ///< its key does not fit the cipher suite

    // Our own configuration or use.
    uninitialized = detail::in_ssl(276),          ///< read, write or shutdown before the handshake
    protocol_is_shutdown = detail::in_ssl(207),   ///< write after shutdown
    no_protocols_available = detail::in_ssl(191), ///< the enabled version range is empty
    no_ciphers_available = detail::in_ssl(181),
    no_groups_available = detail::in_ssl(295),
    no_signature_schemes_available = detail::in_ssl(118),
    settings_too_late = detail::in_ssl(2017), ///< the handshake has begun
    bad_session_bytes = detail::in_ssl(2025), ///< not the result of session::to_bytes(), or of a later version
    no_certificate_set = detail::in_ssl(179), ///< the server has no credential
    no_usable_credential = detail::in_ssl(2012),
    no_raw_public_keys_accepted = detail::in_ssl(2041), ///< verify_peer, but no key is listed as accepted
    missing_tmp_dh_key = detail::in_ssl(171),           ///< the server has no DHE parameters
    psk_no_client_callback = detail::in_ssl(224),
    psk_no_server_callback = detail::in_ssl(225),
    bad_psk = detail::in_ssl(219), ///< the pre-shared key is empty or too long
    signing_failed = detail::in_ssl(2013),
    handshake_timeout = detail::in_ssl(2014),
    early_data_unavailable = detail::in_ssl(2030),   ///< no session to offer allows it, or the handshake is too far on
    early_data_limit_reached = detail::in_ssl(2032), ///< the most early data that the session allows has been sent
    operation_in_progress = detail::in_ssl(2016),    ///< a second operation of the same kind at the same time
    sequence_number_overflow = detail::in_ssl(402),
    internal_error = detail::in_ssl(274),

    // Files and keys passed to a context.
    bad_file_type = detail::in_ssl(124),
    no_start_line = detail::in_pem(108), ///< no PEM block of the required type
    bad_base64 = detail::in_pem(100),
    bad_decrypt = detail::in_pem(101),                ///< wrong password for an encrypted key or container
    bad_password_read = detail::in_pem(104),          ///< the key is encrypted and there is no password
    unsupported_encryption = detail::in_pem(114),     ///< encrypted with an unsupported algorithm
    bad_certificate_encoding = detail::in_x509(2000), ///< not a DER certificate
    bad_crl_encoding = detail::in_x509(2002),         ///< not a DER CertificateList
    bad_container_encoding = detail::in_x509(2003),   ///< not a PKCS#12 file
    bad_certificate_request = detail::in_x509(2004),  ///< not a PKCS#10 request, or its signature does not verify
    bad_private_key_encoding = detail::in_x509(2001), ///< not PKCS#8, PKCS#1 or SEC1, or inconsistent
    unsupported_key_type = detail::in_x509(117),
    key_values_mismatch = detail::in_x509(116), ///< the private key does not belong to the certificate
    no_certificate_found = detail::in_x509(135),
    no_private_key_assigned = detail::in_ssl(190), ///< certificates without their private key
    no_certificate_assigned = detail::in_ssl(177), ///< a private key without its certificate, or neither

    // Refused by the functions of the openssl headers.
    no_cipher_match = detail::in_ssl(185), ///< a cipher list selects no suite
    invalid_server_name = detail::in_ssl(319),
    session_id_context_too_long = detail::in_ssl(273),
};

/// Errors of the stream itself, with the names and values of asio::ssl::error::stream_errors.
enum stream_errors : int {
    stream_truncated = 1, ///< the transport ended without a close_notify alert
    unspecified_system_error = 2,
    unexpected_result = 3,
};

/// Like boost::asio::error::ssl_errors: an enumeration without enumerators, for casts.
enum ssl_errors : int {};

/// The side responsible for an error. Compare an error_code with one of these.
enum class condition : int {
    peer_message = 1, ///< the peer violated the protocol, or its data does not verify
    peer_offer,       ///< the peer's offer and our settings have nothing in common
    peer_certificate, ///< the peer's certificate was refused or missing
    peer_alert,       ///< the peer ended the connection with an alert
    configuration,    ///< our own configuration or use of the library
    transport,        ///< the next layer failed or ended without close_notify, or the handshake timed out
};

/// Returns the category "asio.ssl": protocol failures and received alerts.
const error_category& get_ssl_category() noexcept;

/// Returns the category "asio.ssl.stream": stream_errors.
const error_category& get_stream_category() noexcept;

/// Returns the category of the conditions, "tls.condition".
const error_category& get_condition_category() noexcept;

/// The first two categories as variables, like asio's.
inline const error_category& ssl_category = get_ssl_category();
inline const error_category& stream_category = get_stream_category();

error_code make_error_code(reason) noexcept;
error_code make_error_code(stream_errors) noexcept;
error_code make_error_code(ssl_errors) noexcept;
boost::system::error_condition make_error_condition(condition) noexcept;

/// Returns the error for a fatal alert received from the peer: 1000 + description, as in OpenSSL.
error_code alert_received(alert_description) noexcept;

/// Returns the name of a reason, such as "no_shared_cipher"; empty for unknown values.
std::string_view name_of(reason) noexcept;

} // namespace tls::error

namespace boost::system {
template <>
struct is_error_code_enum<tls::error::reason> : std::true_type {
};
template <>
struct is_error_code_enum<tls::error::stream_errors> : std::true_type {
};
template <>
struct is_error_code_enum<tls::error::ssl_errors> : std::true_type {
};
template <>
struct is_error_condition_enum<tls::error::condition> : std::true_type {
};
} // namespace boost::system

#pragma GCC visibility pop

#endif
