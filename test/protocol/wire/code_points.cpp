#include "protocol/wire/code_points.hpp"

#include <tls/alert.hpp>
#include <tls/version.hpp>

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(wire_code_points)

BOOST_AUTO_TEST_CASE(code_points_have_rfc_names)
{
    BOOST_TEST(to_string(tls::content_type::invalid) == "invalid");
    BOOST_TEST(to_string(tls::content_type::change_cipher_spec) == "change_cipher_spec");
    BOOST_TEST(to_string(tls::content_type::alert) == "alert");
    BOOST_TEST(to_string(tls::content_type::handshake) == "handshake");
    BOOST_TEST(to_string(tls::content_type::application_data) == "application_data");
    BOOST_TEST(to_string(tls::handshake_type::encrypted_extensions) == "encrypted_extensions");
    BOOST_TEST(to_string(tls::extension_type::renegotiation_info) == "renegotiation_info");
    BOOST_TEST(to_string(tls::alert_description::bad_certificate_status_response) == "bad_certificate_status_response");
}

BOOST_AUTO_TEST_CASE(versions_have_openssl_names)
{
    BOOST_TEST(to_string(tls::protocol_version::tls1_3) == "TLSv1.3");
    BOOST_TEST(to_string(tls::protocol_version::tls1_0) == "TLSv1");
}

BOOST_AUTO_TEST_CASE(unassigned_values_are_unknown)
{
    BOOST_TEST(to_string(tls::content_type{99}) == "unknown");
    BOOST_TEST(to_string(tls::handshake_type{99}) == "unknown");
    BOOST_TEST(to_string(tls::extension_type{0x1234}) == "unknown");
    BOOST_TEST(to_string(tls::alert_description{99}) == "unknown");
    BOOST_TEST(to_string(tls::protocol_version{0x0300}) == "unknown");
}

BOOST_AUTO_TEST_SUITE_END()
