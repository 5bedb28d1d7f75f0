// Errors as users see them: boost::system::error_code in asio::ssl's categories, with the
// numbers that programs written for asio::ssl test, and conditions that say whose fault it was.

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
// OpenSSL 3 packs the library into bits 23 and up, and the reason below; programs take the
// value apart with ERR_GET_LIB and ERR_GET_REASON.
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

/// Why an operation failed: values of get_ssl_category(). Where OpenSSL has a reason of the
/// same meaning, the number is OpenSSL's; the library's own begin at 2000 within their library.
/// A received alert n has the value of reason 1000 + n: see alert_received.
enum class reason : int {
    // The transport's bytes, or the peer's messages, are not TLS as the RFCs have it.
    decode_error = detail::in_ssl(2000),      ///< a message that does not parse
    length_mismatch = detail::in_ssl(159),    ///< bytes are left after the end of a message
    unexpected_message = detail::in_ssl(244), ///< not legal at this point of the handshake
    bad_extension = detail::in_ssl(110),      ///< an extension's content does not parse
    duplicate_extension = detail::in_ssl(2001),
    extension_not_allowed = detail::in_ssl(2002), ///< an extension in a message where it may not stand
    unsolicited_extension = detail::in_ssl(217),  ///< an answer to what was not offered
    missing_extension = detail::in_ssl(2003),
    missing_supported_groups_extension = detail::in_ssl(209),
    missing_signature_algorithms_extension = detail::in_ssl(112),
    illegal_parameter = detail::in_ssl(2004), ///< a field has a value that the RFC forbids here
    bad_key_share = detail::in_ssl(108),      ///< not a public value of the group, or of a group not asked for
    duplicate_key_share = detail::in_ssl(2005),
    wrong_cipher_returned = detail::in_ssl(261),  ///< the server chose a suite that was not offered
    wrong_version_returned = detail::in_ssl(266), ///< the server chose a version that was not offered
    bad_hello_retry_request = detail::in_ssl(263),
    no_change_following_hello_retry_request = detail::in_ssl(214),
    inconsistent_second_client_hello = detail::in_ssl(2006),
    invalid_compression_method = detail::in_ssl(341),
    session_id_mismatch = detail::in_ssl(999),
    downgrade_detected = detail::in_ssl(2018), ///< RFC 8446 section 4.1.3: its random says that the server knows better
    bad_dh_value = detail::in_ssl(102),        ///< no public value of the group, or parameters that make no group
    bad_ecpoint = detail::in_ssl(306),         ///< no point of the curve, or in a format that was not offered
    wrong_curve = detail::in_ssl(378),         ///< a curve that was not offered, or is not named
    bad_point_formats = detail::in_ssl(157),   ///< a list of point formats without the uncompressed one
    invalid_max_fragment_length = detail::in_ssl(232), ///< a code without a meaning, or another one than was offered
    bad_record_size_limit = detail::in_ssl(2019),      ///< below the 64 bytes of RFC 8449, or above what the RFC allows
    finished_before_change_cipher_spec = detail::in_ssl(154),
    data_between_change_cipher_spec_and_finished = detail::in_ssl(145),
    renegotiation_mismatch = detail::in_ssl(337), ///< renegotiation_info is not that of this connection (RFC 5746)
    scsv_received_when_renegotiating = detail::in_ssl(345),
    peer_changed = detail::in_ssl(2024), ///< renegotiates with another certificate or identity than before
    inconsistent_extended_master_secret = detail::in_ssl(104), ///< not as in the session resumed or renegotiated
    bad_psk_identity = detail::in_ssl(114),                    ///< an identity or hint over the limit
    wrong_signature_type = detail::in_ssl(370), ///< signed with a scheme that was not offered or does not fit the key
    bad_signature = detail::in_ssl(123),        ///< CertificateVerify does not verify
    finished_mismatch = detail::in_ssl(149),    ///< Finished does not verify
    bad_certificate_message = detail::in_ssl(2007),
    bad_change_cipher_spec = detail::in_ssl(260),
    not_on_record_boundary = detail::in_ssl(182), ///< keys would change inside a message (RFC 8446 section 5.1)
    wrong_version_number = detail::in_ssl(267),   ///< the peer does not speak TLS
    http_request = detail::in_ssl(156),           ///< the peer speaks plain HTTP
    bad_record_type = detail::in_ssl(443),
    record_overflow = detail::in_ssl(150),
    plaintext_overflow = detail::in_ssl(146),
    bad_record_mac = detail::in_ssl(281), ///< a record does not decrypt
    invalid_alert = detail::in_ssl(205),
    invalid_key_update = detail::in_ssl(120),
    application_data_after_close_notify = detail::in_ssl(291),
    excessive_message_size = detail::in_ssl(152), ///< a message over the configured limit
    too_many_empty_records = detail::in_ssl(2008),
    too_many_fragments = detail::in_ssl(2009),
    too_many_key_updates = detail::in_ssl(132),
    too_many_warning_alerts = detail::in_ssl(409),
    too_many_hello_requests = detail::in_ssl(2020),
    too_many_renegotiations = detail::in_ssl(2021),

    // The peer's offer and our policy have nothing in common.
    unsupported_protocol = detail::in_ssl(258), ///< no version in common
    no_shared_cipher = detail::in_ssl(193),
    no_shared_groups = detail::in_ssl(410),
    no_shared_signature_algorithms = detail::in_ssl(376),
    no_application_protocol = detail::in_ssl(235),
    unrecognized_name = detail::in_ssl(2010),     ///< no certificate for the server name asked for
    inappropriate_fallback = detail::in_ssl(373), ///< TLS_FALLBACK_SCSV from a client that could do better (RFC 7507)
    unsafe_legacy_renegotiation_disabled = detail::in_ssl(338), ///< a peer without renegotiation_info (RFC 5746)
    no_renegotiation = detail::in_ssl(339),                     ///< refused by our settings or by the peer
    missing_extended_master_secret = detail::in_ssl(2022),      ///< required by policy, and the peer has it not
    dh_key_too_small = detail::in_ssl(394),
    dh_key_too_large = detail::in_ssl(2023), ///< parameters of more bits than we are willing to calculate with
    psk_identity_not_found = detail::in_ssl(223),

    // The peer's certificate.
    certificate_verify_failed = detail::in_ssl(134), ///< stream::verify_result() says why
    peer_did_not_return_a_certificate = detail::in_ssl(199),
    certificate_key_unusable = detail::in_ssl(247), ///< of a kind or size that no enabled scheme works with
    wrong_certificate_type = detail::in_ssl(383),   ///< of a kind of key that the cipher suite does not work with

    // Our own configuration or use.
    uninitialized = detail::in_ssl(276),          ///< read, write or shutdown before the handshake
    protocol_is_shutdown = detail::in_ssl(207),   ///< write after shutdown
    no_protocols_available = detail::in_ssl(191), ///< the enabled range of versions is empty or not implemented
    no_ciphers_available = detail::in_ssl(181),
    no_groups_available = detail::in_ssl(295),
    no_signature_schemes_available = detail::in_ssl(118),
    settings_too_late = detail::in_ssl(2017), ///< a setting of a connection whose handshake has begun
    no_certificate_set = detail::in_ssl(179), ///< a server without a credential
    no_usable_credential = detail::in_ssl(2012),
    missing_tmp_dh_key = detail::in_ssl(171), ///< a server without parameters for DHE
    psk_no_client_callback = detail::in_ssl(224),
    psk_no_server_callback = detail::in_ssl(225),
    bad_psk = detail::in_ssl(219), ///< a pre-shared key that is empty or too long
    signing_failed = detail::in_ssl(2013),
    handshake_timeout = detail::in_ssl(2014),
    operation_in_progress = detail::in_ssl(2016), ///< a second operation of the same kind at the same time
    sequence_number_overflow = detail::in_ssl(402),
    internal_error = detail::in_ssl(274),

    // Files and keys that a context is given.
    bad_file_type = detail::in_ssl(124),
    no_start_line = detail::in_pem(108), ///< no PEM block of the kind looked for
    bad_base64 = detail::in_pem(100),
    bad_decrypt = detail::in_pem(101),                ///< a wrong password for an encrypted key or container
    bad_password_read = detail::in_pem(104),          ///< an encrypted key, and no password
    unsupported_encryption = detail::in_pem(114),     ///< encrypted in a way that the library does not know
    bad_certificate_encoding = detail::in_x509(2000), ///< not a DER certificate
    bad_crl_encoding = detail::in_x509(2002),         ///< not a DER CertificateList
    bad_container_encoding = detail::in_x509(2003),   ///< not a PKCS#12 file
    bad_certificate_request = detail::in_x509(2004),  ///< not a PKCS#10 request, or its signature does not verify
    bad_private_key_encoding = detail::in_x509(2001), ///< not PKCS#8, PKCS#1 or SEC1, or inconsistent
    unsupported_key_type = detail::in_x509(117),
    key_values_mismatch = detail::in_x509(116), ///< the private key is not the certificate's
    no_certificate_found = detail::in_x509(135),
    no_private_key_assigned = detail::in_ssl(190), ///< a container of certificates without a key
};

/// Errors of the stream itself, with asio::ssl::error::stream_errors' names and values.
enum stream_errors : int {
    stream_truncated = 1, ///< the transport ended without a close_notify alert
    unspecified_system_error = 2,
    unexpected_result = 3,
};

/// As boost::asio::error::ssl_errors: no values of its own, the type that casts name.
enum ssl_errors : int {};

/// Whose fault an error is. Compare an error_code with one of these.
enum class condition : int {
    peer_message = 1, ///< the peer sent something the protocol forbids, or that does not verify
    peer_offer,       ///< nothing in common between the peer's offer and our policy
    peer_certificate, ///< the peer's certificate was refused or missing
    peer_alert,       ///< the peer ended the connection with an alert
    configuration,    ///< our own configuration or use of the library
    transport,        ///< the next layer failed, or ended without close_notify
};

/// Category "asio.ssl": protocol failures and alerts received.
const error_category& get_ssl_category() noexcept;

/// Category "asio.ssl.stream": stream_errors.
const error_category& get_stream_category() noexcept;

/// Category of the conditions, "tls.condition".
const error_category& get_condition_category() noexcept;

/// The first two categories as asio has them too.
inline const error_category& ssl_category = get_ssl_category();
inline const error_category& stream_category = get_stream_category();

error_code make_error_code(reason) noexcept;
error_code make_error_code(stream_errors) noexcept;
error_code make_error_code(ssl_errors) noexcept;
boost::system::error_condition make_error_condition(condition) noexcept;

/// The error for a fatal alert received from the peer: 1000 + description, as OpenSSL has it.
error_code alert_received(alert_description) noexcept;

/// "no_shared_cipher" for reason::no_shared_cipher; empty for other values.
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
