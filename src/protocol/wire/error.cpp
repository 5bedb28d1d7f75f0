#include <tls/error.hpp>

#include <boost/asio/error.hpp>

#include <algorithm>
#include <limits>
#include <optional>
#include <string>

namespace tls::error {

namespace {

struct reason_row {
    error::reason value;
    std::string_view name;
    std::string_view message; ///< begins with OpenSSL's words if asio::ssl programs may search for them
    error::condition condition;
};

using enum reason;
using enum condition;

constexpr reason_row reason_rows[] = {
    {decode_error, "decode_error", "a TLS message is malformed", peer_message},
    {length_mismatch, "length_mismatch", "length mismatch: a TLS message has extra bytes at its end", peer_message},
    {unexpected_message, "unexpected_message", "unexpected message: not allowed at this point of the connection",
     peer_message},
    {bad_extension, "bad_extension", "bad extension: the content of a TLS extension is malformed", peer_message},
    {duplicate_extension, "duplicate_extension", "a TLS message contains the same extension twice", peer_message},
    {extension_not_allowed, "extension_not_allowed", "a TLS message contains an extension that is not allowed in it",
     peer_message},
    {unsolicited_extension, "unsolicited_extension",
     "unsolicited extension: the peer answered an extension that was not offered", peer_message},
    {missing_extension, "missing_extension", "a required TLS extension is missing", peer_message},
    {missing_supported_groups_extension, "missing_supported_groups_extension", "missing supported groups extension",
     peer_message},
    {missing_signature_algorithms_extension, "missing_signature_algorithms_extension",
     "missing signature algorithms extension", peer_message},
    {illegal_parameter, "illegal_parameter", "a field of a TLS message has a forbidden value", peer_message},
    {bad_key_share, "bad_key_share", "bad key share: an invalid public value, or a group that was not requested",
     peer_message},
    {duplicate_key_share, "duplicate_key_share", "two key shares for the same group", peer_message},
    {wrong_cipher_returned, "wrong_cipher_returned",
     "wrong cipher returned: the server chose a cipher suite that was not offered", peer_message},
    {wrong_version_returned, "wrong_version_returned",
     "wrong ssl version: the server chose a protocol version that was not offered", peer_message},
    {bad_hello_retry_request, "bad_hello_retry_request", "bad hello retry request", peer_message},
    {no_change_following_hello_retry_request, "no_change_following_hello_retry_request",
     "no change following hello retry request: the server requested no change", peer_message},
    {inconsistent_second_client_hello, "inconsistent_second_client_hello",
     "the second ClientHello changes a field that must stay the same", peer_message},
    {invalid_compression_method, "invalid_compression_method",
     "invalid compression algorithm: TLS compression is not supported", peer_message},
    {old_session_cipher_not_returned, "old_session_cipher_not_returned",
     "old session cipher not returned: the server resumed a session with another cipher suite", peer_message},
    {session_id_mismatch, "session_id_mismatch", "the server returned an unexpected session id", peer_message},
    {downgrade_detected, "downgrade_detected",
     "the connection was downgraded: the server supports a newer TLS version than it negotiated", peer_message},
    {bad_dh_value, "bad_dh_value", "bad dh value: invalid Diffie-Hellman parameters or public value", peer_message},
    {bad_ecpoint, "bad_ecpoint", "bad ecpoint: an invalid elliptic curve point, or a point format that was not offered",
     peer_message},
    {wrong_curve, "wrong_curve", "wrong curve: not offered, or not a named curve", peer_message},
    {bad_point_formats, "bad_point_formats", "tls invalid ecpointformat list: the uncompressed format is missing",
     peer_message},
    {invalid_max_fragment_length, "invalid_max_fragment_length",
     "ssl3 ext invalid max fragment length: an unknown value, or not the offered one", peer_message},
    {bad_record_size_limit, "bad_record_size_limit", "record_size_limit is below 64 bytes or above the maximum",
     peer_message},
    {finished_before_change_cipher_spec, "finished_before_change_cipher_spec",
     "got a fin before a ccs: Finished must follow ChangeCipherSpec", peer_message},
    {data_between_change_cipher_spec_and_finished, "data_between_change_cipher_spec_and_finished",
     "data between ccs and finished: not allowed in a handshake", peer_message},
    {renegotiation_mismatch, "renegotiation_mismatch",
     "renegotiation mismatch: the peer did not bind the renegotiation to this connection", peer_message},
    {peer_changed, "peer_changed", "the peer changed its certificate or identity in a renegotiation", peer_message},
    {scsv_received_when_renegotiating, "scsv_received_when_renegotiating", "scsv received when renegotiating",
     peer_message},
    {inconsistent_extended_master_secret, "inconsistent_extended_master_secret",
     "inconsistent extms: extended_master_secret is missing in a renegotiation or a resumption", peer_message},
    {binder_does_not_verify, "binder_does_not_verify",
     "binder does not verify: no pre-shared key of the client is valid", peer_message},
    {bad_psk_identity, "bad_psk_identity", "bad psk identity: the PSK identity or hint is too long", peer_message},
    {wrong_signature_type, "wrong_signature_type",
     "wrong signature type: the signature scheme was not offered or does not fit the key", peer_message},
    {bad_signature, "bad_signature", "bad signature: the peer's handshake signature does not verify", peer_message},
    {finished_mismatch, "finished_mismatch", "the peer's Finished message does not verify", peer_message},
    {bad_certificate_message, "bad_certificate_message",
     "the peer's Certificate message is invalid or has too many certificates", peer_message},
    {invalid_raw_public_key, "invalid_raw_public_key", "a raw public key is not a DER-encoded SubjectPublicKeyInfo",
     peer_message},
    {bad_change_cipher_spec, "bad_change_cipher_spec",
     "bad change cipher spec: malformed, or not allowed at this point of the connection", peer_message},
    {not_on_record_boundary, "not_on_record_boundary", "not on record boundary: a key change inside a message",
     peer_message},
    {wrong_version_number, "wrong_version_number",
     "wrong version number: the peer does not speak TLS or changed the version; check host and port", peer_message},
    {http_request, "http_request", "http request: the peer speaks plain HTTP, not TLS; check the URL scheme and port",
     peer_message},
    {bad_record_type, "bad_record_type", "bad record type: unknown content type of a TLS record", peer_message},
    {record_overflow, "record_overflow", "encrypted length too long: a TLS record exceeds the size limit",
     peer_message},
    {plaintext_overflow, "plaintext_overflow",
     "data length too long: the plaintext of a TLS record exceeds the size limit", peer_message},
    {bad_record_mac, "bad_record_mac",
     "decryption failed or bad record mac: a TLS record was altered, or the keys differ", peer_message},
    {invalid_alert, "invalid_alert", "invalid alert: an alert record is malformed", peer_message},
    {invalid_key_update, "invalid_key_update", "bad key update", peer_message},
    {application_data_after_close_notify, "application_data_after_close_notify", "application data after close notify",
     peer_message},
    {excessive_message_size, "excessive_message_size",
     "excessive message size: a handshake message exceeds its limit in tls::limits", peer_message},
    {too_many_empty_records, "too_many_empty_records", "too many empty records", peer_message},
    {too_many_fragments, "too_many_fragments", "a handshake message was split into too many records", peer_message},
    {too_many_key_updates, "too_many_key_updates",
     "too many key updates: more than limits::max_key_updates_without_data", peer_message},
    {too_many_warning_alerts, "too_many_warning_alerts", "too many warn alerts: more than limits::max_warning_alerts",
     peer_message},
    {too_many_hello_requests, "too_many_hello_requests", "too many HelloRequest messages during a handshake",
     peer_message},
    {too_many_renegotiations, "too_many_renegotiations", "the peer requested too many renegotiations", peer_message},
    {too_much_early_data, "too_much_early_data",
     "too much early data: the client sent more than session_settings::max_early_data", peer_message},

    {unsupported_protocol, "unsupported_protocol", "unsupported protocol: no TLS version that both peers enable",
     peer_offer},
    {no_shared_cipher, "no_shared_cipher",
     "no shared cipher: no cipher suite that both peers enable and our certificates support", peer_offer},
    {no_shared_groups, "no_shared_groups", "no shared groups: no key exchange group that both peers enable",
     peer_offer},
    {no_shared_signature_algorithms, "no_shared_signature_algorithms",
     "no shared signature algorithms: no signature scheme that both peers and a certificate support", peer_offer},
    {no_application_protocol, "no_application_protocol",
     "no application protocol: no ALPN protocol that both peers enable", peer_offer},
    {no_shared_certificate_type, "no_shared_certificate_type",
     "no shared certificate type: X.509 or raw public key, which one peer has and the other accepts", peer_offer},
    {unrecognized_name, "unrecognized_name", "no certificate for the server name that the client requested",
     peer_offer},
    {inappropriate_fallback, "inappropriate_fallback",
     "inappropriate fallback: the client offered an older TLS version than both peers support", peer_offer},
    {unsafe_legacy_renegotiation_disabled, "unsafe_legacy_renegotiation_disabled",
     "unsafe legacy renegotiation disabled: the peer does not support RFC 5746", peer_offer},
    {no_renegotiation, "no_renegotiation", "no renegotiation: refused by the settings or by the peer", peer_offer},
    {missing_extended_master_secret, "missing_extended_master_secret",
     "the peer does not support extended_master_secret, which the settings require", peer_offer},
    {dh_key_too_small, "dh_key_too_small", "dh key too small: the Diffie-Hellman prime is shorter than the minimum",
     peer_offer},
    {dh_key_too_large, "dh_key_too_large", "dh key too large: the Diffie-Hellman prime is longer than the maximum",
     peer_offer},
    {psk_identity_not_found, "psk_identity_not_found", "psk identity not found: no key for the client's PSK identity",
     peer_offer},
    {early_data_rejected, "early_data_rejected",
     "the server did not accept early data: send it again after the handshake", peer_offer},

    {certificate_verify_failed, "certificate_verify_failed", "certificate verify failed", peer_certificate},
    {peer_did_not_return_a_certificate, "peer_did_not_return_a_certificate", "peer did not return a certificate",
     peer_certificate},
    {certificate_key_unusable, "certificate_key_unusable",
     "the peer certificate's key type or size does not work with any enabled algorithm", peer_certificate},
    {wrong_certificate_type, "wrong_certificate_type",
     "wrong certificate type: the certificate's key does not fit the cipher suite", peer_certificate},

    {uninitialized, "uninitialized", "uninitialized: the handshake is not complete", configuration},
    {protocol_is_shutdown, "protocol_is_shutdown", "protocol is shutdown: the connection has been closed for writing",
     configuration},
    {no_protocols_available, "no_protocols_available", "no protocols available: no supported TLS version is enabled",
     configuration},
    {no_ciphers_available, "no_ciphers_available",
     "no ciphers available: no cipher suite of an enabled TLS version is enabled", configuration},
    {no_groups_available, "no_groups_available", "no groups available: no key exchange group is enabled",
     configuration},
    {no_signature_schemes_available, "no_signature_schemes_available", "no signature scheme is enabled", configuration},
    {settings_too_late, "settings_too_late", "settings cannot change after the handshake has begun", configuration},
    {bad_session_bytes, "bad_session_bytes",
     "the stored session is damaged, or was written by a later version of this library: connect without it",
     configuration},
    {no_certificate_set, "no_certificate_set", "no certificate set: the server needs a certificate and its private key",
     configuration},
    {no_usable_credential, "no_usable_credential",
     "no usable credential: the selection callback failed or returned none, or each certificate requires a named "
     "issuer",
     configuration},
    {no_raw_public_keys_accepted, "no_raw_public_keys_accepted",
     "raw public keys are to be verified, but none is accepted: call context::set_raw_public_keys or "
     "set_async_verify_raw_public_key",
     configuration},
    {missing_tmp_dh_key, "missing_tmp_dh_key", "missing tmp dh key: the server has no usable Diffie-Hellman parameters",
     configuration},
    {psk_no_client_callback, "psk_no_client_callback",
     "psk no client cb: the enabled cipher suites need tls12_settings::psk_client", configuration},
    {psk_no_server_callback, "psk_no_server_callback",
     "psk no server cb: the enabled cipher suites need tls12_settings::psk_server", configuration},
    {bad_psk, "bad_psk", "bad psk: a pre-shared key must have 1 to 256 bytes, its identity at most 128 bytes",
     configuration},
    {signing_failed, "signing_failed", "signing with the private key failed", configuration},
    // The cause is a slow peer or network, not a wrong message.
    {handshake_timeout, "handshake_timeout", "the handshake took longer than limits::handshake_timeout", transport},
    {early_data_unavailable, "early_data_unavailable",
     "no early data can be sent: no session that allows it is offered, or the handshake has gone too far",
     configuration},
    {early_data_limit_reached, "early_data_limit_reached",
     "the session allows no more early data: send the rest after the handshake", configuration},
    {operation_in_progress, "operation_in_progress", "another operation of the same kind is in progress",
     configuration},
    {sequence_number_overflow, "sequence_number_overflow", "too many records encrypted with one key", configuration},
    {internal_error, "internal_error", "internal error", configuration},

    {bad_file_type, "bad_file_type", "bad ssl filetype: use PEM or ASN.1 (DER)", configuration},
    {no_start_line, "no_start_line", "no start line", configuration},
    {bad_base64, "bad_base64", "bad base64 decode: the PEM text is damaged", configuration},
    {bad_decrypt, "bad_decrypt", "bad decrypt: the password is wrong or the data is damaged", configuration},
    {bad_password_read, "bad_password_read",
     "a password is needed to decrypt the key: set a password callback that returns it", configuration},
    {unsupported_encryption, "unsupported_encryption", "the key or file is encrypted with an unsupported algorithm",
     configuration},
    {bad_crl_encoding, "bad_crl_encoding", "not a DER-encoded certificate revocation list", configuration},
    {bad_container_encoding, "bad_container_encoding", "not a PKCS#12 file, or a damaged one", configuration},
    {bad_certificate_request, "bad_certificate_request",
     "not a PKCS#10 certificate request, or its signature does not verify", configuration},
    {bad_certificate_encoding, "bad_certificate_encoding", "not a DER-encoded certificate", configuration},
    {bad_private_key_encoding, "bad_private_key_encoding", "not a valid private key in PKCS#8, PKCS#1 or SEC1",
     configuration},
    {unsupported_key_type, "unsupported_key_type", "unknown key type: this type of key is not supported here",
     configuration},
    {key_values_mismatch, "key_values_mismatch",
     "key values mismatch: the private key does not belong to the certificate", configuration},
    {no_certificate_found, "no_certificate_found", "no certificate found", configuration},
    {no_private_key_assigned, "no_private_key_assigned",
     "no private key assigned: there is a certificate but no private key for it", configuration},
    {no_certificate_assigned, "no_certificate_assigned",
     "no certificate assigned: there is no certificate, or none for the private key", configuration},
    {no_cipher_match, "no_cipher_match", "no cipher match: the cipher list is malformed or selects no cipher suite",
     configuration},
    {invalid_server_name, "invalid_server_name",
     "ssl3 ext invalid servername: the server name is not a DNS name that can be sent", configuration},
    {session_id_context_too_long, "session_id_context_too_long",
     "ssl session id context too long: at most 32 bytes are allowed", configuration},
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

/// Returns OpenSSL's name of the library that the upper bits of a reason denote.
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

// error_category has no virtual destructor in C++11 and later. Our categories are never destroyed through it.
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
            return "the peer violated the TLS protocol";
        case peer_offer:
            return "our settings and the peer's have nothing in common";
        case peer_certificate:
            return "the peer's certificate was refused or missing";
        case peer_alert:
            return "the peer ended the connection with an alert";
        case configuration:
            return "our own configuration, or our use of the library, is wrong";
        case transport:
            return "the transport failed or ended early";
        }
        return "tls.condition error";
    }

    /// Maps errors of the next layer to `transport`. This library's own errors map themselves by
    /// default_error_condition().
    bool equivalent(const error_code& code, int value) const noexcept override
    {
        return static_cast<condition>(value) == transport && code.failed() && is_of_transport(code);
    }

private:
    /// eof is the orderly end after close_notify, not a failure.
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
