#include <tls/error.hpp>

#include <boost/asio/error.hpp>

#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <string>

namespace tls::error {

namespace {

struct reason_row {
    error::reason value;
    std::string_view name;
    std::string_view message; ///< where asio::ssl programs may look for OpenSSL's words, those words
    error::condition condition;
};

using enum reason;
using enum condition;

constexpr reason_row reason_rows[] = {
    {decode_error, "decode_error", "message does not parse", peer_message},
    {length_mismatch, "length_mismatch", "length mismatch", peer_message},
    {unexpected_message, "unexpected_message", "unexpected message", peer_message},
    {bad_extension, "bad_extension", "bad extension", peer_message},
    {duplicate_extension, "duplicate_extension", "duplicate extension", peer_message},
    {extension_not_allowed, "extension_not_allowed", "extension not allowed in this message", peer_message},
    {unsolicited_extension, "unsolicited_extension", "unsolicited extension", peer_message},
    {missing_extension, "missing_extension", "missing extension", peer_message},
    {missing_supported_groups_extension, "missing_supported_groups_extension", "missing supported groups extension",
     peer_message},
    {missing_signature_algorithms_extension, "missing_signature_algorithms_extension",
     "missing signature algorithms extension", peer_message},
    {illegal_parameter, "illegal_parameter", "illegal parameter", peer_message},
    {bad_key_share, "bad_key_share", "bad key share", peer_message},
    {duplicate_key_share, "duplicate_key_share", "duplicate key share", peer_message},
    {wrong_cipher_returned, "wrong_cipher_returned", "wrong cipher returned", peer_message},
    {wrong_version_returned, "wrong_version_returned", "wrong ssl version", peer_message},
    {bad_hello_retry_request, "bad_hello_retry_request", "bad hello retry request", peer_message},
    {no_change_following_hello_retry_request, "no_change_following_hello_retry_request",
     "no change following hello retry request", peer_message},
    {inconsistent_second_client_hello, "inconsistent_second_client_hello",
     "second client hello differs from the first where it must not", peer_message},
    {invalid_compression_method, "invalid_compression_method", "invalid compression algorithm", peer_message},
    {session_id_mismatch, "session_id_mismatch", "session id was not echoed", peer_message},
    {downgrade_detected, "downgrade_detected", "the connection was downgraded to an older version", peer_message},
    {bad_dh_value, "bad_dh_value", "bad dh value", peer_message},
    {bad_ecpoint, "bad_ecpoint", "bad ecpoint", peer_message},
    {wrong_curve, "wrong_curve", "wrong curve", peer_message},
    {bad_point_formats, "bad_point_formats", "tls invalid ecpointformat list", peer_message},
    {invalid_max_fragment_length, "invalid_max_fragment_length", "ssl3 ext invalid max fragment length", peer_message},
    {bad_record_size_limit, "bad_record_size_limit", "bad record size limit", peer_message},
    {finished_before_change_cipher_spec, "finished_before_change_cipher_spec", "got a fin before a ccs", peer_message},
    {data_between_change_cipher_spec_and_finished, "data_between_change_cipher_spec_and_finished",
     "data between ccs and finished", peer_message},
    {renegotiation_mismatch, "renegotiation_mismatch", "renegotiation mismatch", peer_message},
    {peer_changed, "peer_changed", "the peer changed in renegotiation", peer_message},
    {scsv_received_when_renegotiating, "scsv_received_when_renegotiating", "scsv received when renegotiating",
     peer_message},
    {inconsistent_extended_master_secret, "inconsistent_extended_master_secret", "inconsistent extms", peer_message},
    {bad_psk_identity, "bad_psk_identity", "bad psk identity", peer_message},
    {wrong_signature_type, "wrong_signature_type", "wrong signature type", peer_message},
    {bad_signature, "bad_signature", "bad signature", peer_message},
    {finished_mismatch, "finished_mismatch", "finished message does not match the handshake", peer_message},
    {bad_certificate_message, "bad_certificate_message", "bad certificate message", peer_message},
    {bad_change_cipher_spec, "bad_change_cipher_spec", "bad change cipher spec", peer_message},
    {not_on_record_boundary, "not_on_record_boundary", "not on record boundary", peer_message},
    {wrong_version_number, "wrong_version_number", "wrong version number", peer_message},
    {http_request, "http_request", "http request", peer_message},
    {bad_record_type, "bad_record_type", "bad record type", peer_message},
    {record_overflow, "record_overflow", "encrypted length too long", peer_message},
    {plaintext_overflow, "plaintext_overflow", "data length too long", peer_message},
    {bad_record_mac, "bad_record_mac", "decryption failed or bad record mac", peer_message},
    {invalid_alert, "invalid_alert", "invalid alert", peer_message},
    {invalid_key_update, "invalid_key_update", "bad key update", peer_message},
    {application_data_after_close_notify, "application_data_after_close_notify", "application data after close notify",
     peer_message},
    {excessive_message_size, "excessive_message_size", "excessive message size", peer_message},
    {too_many_empty_records, "too_many_empty_records", "too many empty records", peer_message},
    {too_many_fragments, "too_many_fragments", "too many fragments", peer_message},
    {too_many_key_updates, "too_many_key_updates", "too many key updates", peer_message},
    {too_many_warning_alerts, "too_many_warning_alerts", "too many warn alerts", peer_message},
    {too_many_hello_requests, "too_many_hello_requests", "too many hello requests", peer_message},
    {too_many_renegotiations, "too_many_renegotiations", "too many renegotiations", peer_message},

    {unsupported_protocol, "unsupported_protocol", "unsupported protocol", peer_offer},
    {no_shared_cipher, "no_shared_cipher", "no shared cipher", peer_offer},
    {no_shared_groups, "no_shared_groups", "no shared groups", peer_offer},
    {no_shared_signature_algorithms, "no_shared_signature_algorithms", "no shared signature algorithms", peer_offer},
    {no_application_protocol, "no_application_protocol", "no application protocol", peer_offer},
    {unrecognized_name, "unrecognized_name", "no certificate for the server name asked for", peer_offer},
    {inappropriate_fallback, "inappropriate_fallback", "inappropriate fallback", peer_offer},
    {unsafe_legacy_renegotiation_disabled, "unsafe_legacy_renegotiation_disabled",
     "unsafe legacy renegotiation disabled", peer_offer},
    {no_renegotiation, "no_renegotiation", "no renegotiation", peer_offer},
    {missing_extended_master_secret, "missing_extended_master_secret", "the peer has no extended master secret",
     peer_offer},
    {dh_key_too_small, "dh_key_too_small", "dh key too small", peer_offer},
    {dh_key_too_large, "dh_key_too_large", "dh key too large", peer_offer},
    {psk_identity_not_found, "psk_identity_not_found", "psk identity not found", peer_offer},

    {certificate_verify_failed, "certificate_verify_failed", "certificate verify failed", peer_certificate},
    {peer_did_not_return_a_certificate, "peer_did_not_return_a_certificate", "peer did not return a certificate",
     peer_certificate},
    {certificate_key_unusable, "certificate_key_unusable", "the certificate's key cannot be used", peer_certificate},
    {wrong_certificate_type, "wrong_certificate_type", "wrong certificate type", peer_certificate},

    {uninitialized, "uninitialized", "uninitialized", configuration},
    {protocol_is_shutdown, "protocol_is_shutdown", "protocol is shutdown", configuration},
    {no_protocols_available, "no_protocols_available", "no protocols available", configuration},
    {no_ciphers_available, "no_ciphers_available", "no ciphers available", configuration},
    {no_groups_available, "no_groups_available", "no groups available", configuration},
    {no_signature_schemes_available, "no_signature_schemes_available", "no signature schemes available", configuration},
    {settings_too_late, "settings_too_late", "settings must be made before the handshake", configuration},
    {no_certificate_set, "no_certificate_set", "no certificate set", configuration},
    {no_usable_credential, "no_usable_credential", "no certificate set that the peer can verify", configuration},
    {missing_tmp_dh_key, "missing_tmp_dh_key", "missing tmp dh key", configuration},
    {psk_no_client_callback, "psk_no_client_callback", "psk no client cb", configuration},
    {psk_no_server_callback, "psk_no_server_callback", "psk no server cb", configuration},
    {bad_psk, "bad_psk", "bad psk", configuration},
    {signing_failed, "signing_failed", "signing failed", configuration},
    // Too slow a peer or network, not a wrong message of either side.
    {handshake_timeout, "handshake_timeout", "the handshake took too long", transport},
    {operation_in_progress, "operation_in_progress", "an operation of the same kind is in progress", configuration},
    {sequence_number_overflow, "sequence_number_overflow", "too many records under one key", configuration},
    {internal_error, "internal_error", "internal error", configuration},

    {bad_file_type, "bad_file_type", "bad ssl filetype", configuration},
    {no_start_line, "no_start_line", "no start line", configuration},
    {bad_base64, "bad_base64", "bad base64 decode", configuration},
    {bad_decrypt, "bad_decrypt", "bad decrypt", configuration},
    {bad_password_read, "bad_password_read", "a password is needed and there is none", configuration},
    {unsupported_encryption, "unsupported_encryption", "this encryption is not supported", configuration},
    {bad_crl_encoding, "bad_crl_encoding", "certificate revocation list does not parse", configuration},
    {bad_container_encoding, "bad_container_encoding", "PKCS#12 file does not parse", configuration},
    {bad_certificate_request, "bad_certificate_request", "certificate request does not parse or verify", configuration},
    {bad_certificate_encoding, "bad_certificate_encoding", "not a certificate in DER", configuration},
    {bad_private_key_encoding, "bad_private_key_encoding", "not a private key in PKCS#8, PKCS#1 or SEC1",
     configuration},
    {unsupported_key_type, "unsupported_key_type", "unknown key type", configuration},
    {key_values_mismatch, "key_values_mismatch", "key values mismatch", configuration},
    {no_certificate_found, "no_certificate_found", "no certificate found", configuration},
    {no_private_key_assigned, "no_private_key_assigned", "no private key assigned", configuration},
};

const reason_row* find(int value) noexcept
{
    const auto* row = std::ranges::find(reason_rows, static_cast<reason>(value), &reason_row::value);
    return row != std::end(reason_rows) ? row : nullptr;
}

constexpr int first_alert = detail::in_ssl(1000);

std::optional<alert_description> as_alert(int value) noexcept
{
    if (value < first_alert || value > first_alert + std::numeric_limits<std::uint8_t>::max())
        return std::nullopt;
    return static_cast<alert_description>(value - first_alert);
}

std::string describe(alert_description alert)
{
    auto name = std::string(to_string(alert));
    if (name == "unknown")
        return "peer sent alert " + std::to_string(static_cast<int>(alert));
    std::ranges::replace(name, '_', ' ');
    return "peer sent alert: " + name;
}

/// What OpenSSL calls the library that the upper bits of a reason name.
std::string_view library_name(int value) noexcept
{
    switch (value >> 23) {
    case detail::in_pem(0) >> 23:
        return "PEM routines";
    case detail::in_x509(0) >> 23:
        return "x509 certificate routines";
    default:
        return "SSL routines";
    }
}

// error_category has no virtual destructor in C++11 and later; ours are never destroyed through it.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wnon-virtual-dtor"

class ssl_errors_category final : public error_category {
public:
    using error_category::message;

    const char* name() const noexcept override { return "asio.ssl"; }

    std::string message(int value) const override
    {
        std::string words;
        if (const auto* row = find(value))
            words = row->message;
        else if (auto alert = as_alert(value))
            words = describe(*alert);
        else
            return "asio.ssl error";
        return words.append(" (").append(library_name(value)).append(")");
    }

    boost::system::error_condition default_error_condition(int value) const noexcept override
    {
        if (const auto* row = find(value))
            return make_error_condition(row->condition);
        if (as_alert(value))
            return make_error_condition(condition::peer_alert);
        return {value, *this};
    }
};

class stream_errors_category final : public error_category {
public:
    using error_category::message;

    const char* name() const noexcept override { return "asio.ssl.stream"; }

    std::string message(int value) const override
    {
        switch (static_cast<stream_errors>(value)) {
        case stream_truncated:
            return "stream truncated";
        case unspecified_system_error:
            return "unspecified system error";
        case unexpected_result:
            return "unexpected result";
        }
        return "asio.ssl.stream error";
    }
};

class condition_category final : public error_category {
public:
    using error_category::equivalent;
    using error_category::message;

    const char* name() const noexcept override { return "tls.condition"; }

    std::string message(int value) const override
    {
        switch (static_cast<condition>(value)) {
        case peer_message:
            return "the peer broke the protocol";
        case peer_offer:
            return "nothing in common with the peer's offer";
        case peer_certificate:
            return "the peer's certificate was refused or missing";
        case peer_alert:
            return "the peer ended the connection with an alert";
        case configuration:
            return "wrong configuration or use";
        case transport:
            return "the transport failed";
        }
        return "tls.condition error";
    }

    /// The errors of this library find their condition by themselves; those of the next layer cannot know of ours.
    bool equivalent(const error_code& code, int value) const noexcept override
    {
        return static_cast<condition>(value) == transport && code.failed() && is_of_transport(code);
    }

private:
    /// An eof is the orderly end after close_notify, and no failure.
    static bool is_of_transport(const error_code& code) noexcept
    {
        if (code == boost::asio::error::eof)
            return false;
        return code == stream_truncated || code == unspecified_system_error ||
               code.category() == boost::system::system_category() ||
               code.category() == boost::system::generic_category() ||
               code.category() == boost::asio::error::get_misc_category() ||
               code.category() == boost::asio::error::get_netdb_category() ||
               code.category() == boost::asio::error::get_addrinfo_category();
    }
};

#pragma GCC diagnostic pop

} // namespace

const error_category& get_ssl_category() noexcept
{
    static const ssl_errors_category instance;
    return instance;
}

const error_category& get_stream_category() noexcept
{
    static const stream_errors_category instance;
    return instance;
}

const error_category& get_condition_category() noexcept
{
    static const condition_category instance;
    return instance;
}

error_code make_error_code(reason value) noexcept
{
    return {static_cast<int>(value), get_ssl_category()};
}

error_code make_error_code(stream_errors value) noexcept
{
    return {static_cast<int>(value), get_stream_category()};
}

error_code make_error_code(ssl_errors value) noexcept
{
    return {static_cast<int>(value), get_ssl_category()};
}

boost::system::error_condition make_error_condition(condition value) noexcept
{
    return {static_cast<int>(value), get_condition_category()};
}

error_code alert_received(alert_description alert) noexcept
{
    return {first_alert + static_cast<int>(alert), get_ssl_category()};
}

std::string_view name_of(reason value) noexcept
{
    const auto* row = find(static_cast<int>(value));
    return row ? row->name : std::string_view();
}

} // namespace tls::error
