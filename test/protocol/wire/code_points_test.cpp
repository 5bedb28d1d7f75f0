#include "protocol/wire/code_points.hpp"

#include <tls/alert.hpp>
#include <tls/version.hpp>

#include <boost/test/unit_test.hpp>

#include <map>

BOOST_AUTO_TEST_SUITE(wire_code_points)

BOOST_AUTO_TEST_CASE(code_points_have_rfc_names)
{
    BOOST_TEST(to_string(tls::content_type::invalid) == "invalid");
    BOOST_TEST(to_string(tls::content_type::change_cipher_spec) == "change_cipher_spec");
    BOOST_TEST(to_string(tls::content_type::alert) == "alert");
    BOOST_TEST(to_string(tls::content_type::handshake) == "handshake");
    BOOST_TEST(to_string(tls::content_type::application_data) == "application_data");
    BOOST_TEST(to_string(tls::extension_type::renegotiation_info) == "renegotiation_info");
}

BOOST_AUTO_TEST_CASE(alerts_have_the_names_and_numbers_of_iana)
{
    const std::map<int, std::string_view> alerts{
        {0, "close_notify"},
        {10, "unexpected_message"},
        {20, "bad_record_mac"},
        {21, "decryption_failed"},
        {22, "record_overflow"},
        {30, "decompression_failure"},
        {40, "handshake_failure"},
        {41, "no_certificate"},
        {42, "bad_certificate"},
        {43, "unsupported_certificate"},
        {44, "certificate_revoked"},
        {45, "certificate_expired"},
        {46, "certificate_unknown"},
        {47, "illegal_parameter"},
        {48, "unknown_ca"},
        {49, "access_denied"},
        {50, "decode_error"},
        {51, "decrypt_error"},
        {60, "export_restriction"},
        {70, "protocol_version"},
        {71, "insufficient_security"},
        {80, "internal_error"},
        {86, "inappropriate_fallback"},
        {90, "user_canceled"},
        {100, "no_renegotiation"},
        {109, "missing_extension"},
        {110, "unsupported_extension"},
        {111, "certificate_unobtainable"},
        {112, "unrecognized_name"},
        {113, "bad_certificate_status_response"},
        {114, "bad_certificate_hash_value"},
        {115, "unknown_psk_identity"},
        {116, "certificate_required"},
        {117, "general_error"},
        {120, "no_application_protocol"},
    };
    for (int value = 0; value < 256; ++value) {
        const auto row = alerts.find(value);
        const auto expected = row != alerts.end() ? row->second : "unknown";
        BOOST_TEST(to_string(static_cast<tls::alert_description>(value)) == expected, value);
    }
}

BOOST_AUTO_TEST_CASE(handshake_messages_have_the_names_and_numbers_of_iana)
{
    const std::map<int, std::string_view> messages{
        {0, "hello_request"},
        {1, "client_hello"},
        {2, "server_hello"},
        {4, "new_session_ticket"},
        {5, "end_of_early_data"},
        {8, "encrypted_extensions"},
        {11, "certificate"},
        {12, "server_key_exchange"},
        {13, "certificate_request"},
        {14, "server_hello_done"},
        {15, "certificate_verify"},
        {16, "client_key_exchange"},
        {20, "finished"},
        {21, "certificate_url"},
        {22, "certificate_status"},
        {24, "key_update"},
        {25, "compressed_certificate"},
        {254, "message_hash"},
    };
    for (int value = 0; value < 256; ++value) {
        const auto row = messages.find(value);
        const auto expected = row != messages.end() ? row->second : "unknown";
        BOOST_TEST(to_string(static_cast<tls::handshake_type>(value)) == expected, value);
    }
}

BOOST_AUTO_TEST_CASE(versions_have_openssl_names)
{
    BOOST_TEST(to_string(tls::protocol_version::tls1_3) == "TLSv1.3");
    BOOST_TEST(to_string(tls::protocol_version::tls1_0) == "TLSv1");
}

BOOST_AUTO_TEST_CASE(unassigned_values_are_unknown)
{
    BOOST_TEST(to_string(tls::content_type{99}) == "unknown");
    BOOST_TEST(to_string(tls::extension_type{0x1234}) == "unknown");
    BOOST_TEST(to_string(tls::protocol_version{0x0300}) == "unknown");
}

BOOST_AUTO_TEST_SUITE_END()
