#include <tls/error.hpp>

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>
#include <boost/test/unit_test.hpp>

#include <set>
#include <string>

using namespace tls::error;
using tls::alert_description;

BOOST_AUTO_TEST_SUITE(wire_error)

BOOST_AUTO_TEST_CASE(categories_have_asio_ssl_names)
{
    BOOST_TEST(get_ssl_category().name() == std::string("asio.ssl"));
    BOOST_TEST(get_stream_category().name() == std::string("asio.ssl.stream"));
}

BOOST_AUTO_TEST_CASE(values_match_openssl_error_codes)
{
    BOOST_TEST(error_code(reason::no_shared_cipher).value() == 167772353);
    BOOST_TEST(error_code(reason::certificate_verify_failed).value() == 167772294);
    BOOST_TEST(error_code(reason::protocol_is_shutdown).value() == 167772367);
    BOOST_TEST(error_code(reason::uninitialized).value() == 167772436);
    BOOST_TEST(alert_received(alert_description::handshake_failure).value() == 167773200);
    BOOST_TEST(error_code(stream_truncated).value() == 1);
    BOOST_TEST((make_error_code(ssl_errors{}).category() == get_ssl_category()));
}

BOOST_AUTO_TEST_CASE(messages_name_the_reason_and_the_library)
{
    BOOST_TEST(error_code(reason::certificate_verify_failed).message() == "certificate verify failed (SSL routines)");
    BOOST_TEST(error_code(reason::no_start_line).message() == "no start line (PEM routines)");
    BOOST_TEST(error_code(reason::key_values_mismatch).message() ==
               "key values mismatch: the private key does not belong to the certificate (x509 certificate routines)");
    BOOST_TEST(error_code(stream_truncated).message() == "stream truncated");
    BOOST_TEST(error_code(unspecified_system_error).message() == "unspecified system error");
    BOOST_TEST(error_code(unexpected_result).message() == "unexpected result");
    BOOST_TEST(error_code(12345, get_ssl_category()).message() == "asio.ssl error");
    BOOST_TEST(error_code(12345, get_stream_category()).message() == "asio.ssl.stream error");
}

BOOST_AUTO_TEST_CASE(a_received_alert_is_named)
{
    BOOST_TEST(alert_received(alert_description::certificate_required).message() ==
               "peer sent alert: certificate required (SSL routines)");
    BOOST_TEST(alert_received(alert_description::general_error).message() ==
               "peer sent alert: general error (SSL routines)");
    BOOST_TEST(alert_received(alert_description{99}).message() == "peer sent alert 99 (SSL routines)");
    const auto behind_the_last_alert = alert_received(alert_description{255}).value() + 1;
    BOOST_TEST(error_code(behind_the_last_alert, get_ssl_category()).message() == "asio.ssl error");
}

BOOST_AUTO_TEST_CASE(reasons_have_names)
{
    BOOST_TEST(name_of(reason::no_shared_cipher) == "no_shared_cipher");
    BOOST_TEST(name_of(reason::no_certificate_found) == "no_certificate_found");
    BOOST_TEST(name_of(reason{1}).empty());
}

BOOST_AUTO_TEST_CASE(an_error_compares_equal_to_its_condition_and_to_no_other)
{
    auto check_only = [](const error_code& code, condition expected) {
        for (auto value : {condition::peer_message, condition::peer_offer, condition::peer_certificate,
                           condition::peer_alert, condition::configuration, condition::transport})
            BOOST_TEST((code == value) == (value == expected));
    };
    check_only(reason::decode_error, condition::peer_message);
    check_only(reason::no_shared_cipher, condition::peer_offer);
    check_only(reason::certificate_verify_failed, condition::peer_certificate);
    check_only(alert_received(alert_description::unknown_ca), condition::peer_alert);
    check_only(alert_received(alert_description{255}), condition::peer_alert);
    check_only(reason::no_certificate_set, condition::configuration);
    check_only(reason::handshake_timeout, condition::transport);
    check_only(stream_truncated, condition::transport);
    check_only(unspecified_system_error, condition::transport);
    check_only(boost::asio::error::service_not_found, condition::transport);
    check_only(boost::asio::error::connection_reset, condition::transport);
    check_only(boost::asio::error::not_found, condition::transport);
    check_only(boost::asio::error::host_not_found, condition::transport);
    check_only(make_error_code(boost::system::errc::broken_pipe), condition::transport);
}

BOOST_AUTO_TEST_CASE(success_and_clean_end_have_no_condition)
{
    for (auto value : {condition::peer_message, condition::peer_offer, condition::peer_certificate,
                       condition::peer_alert, condition::configuration, condition::transport}) {
        BOOST_TEST((error_code() != value));
        BOOST_TEST((error_code(boost::asio::error::eof) != value));
        BOOST_TEST((error_code(12345, get_ssl_category()) != value));
    }
}

BOOST_AUTO_TEST_CASE(conditions_have_words)
{
    std::set<std::string> words;
    for (auto value : {condition::peer_message, condition::peer_offer, condition::peer_certificate,
                       condition::peer_alert, condition::configuration, condition::transport})
        words.insert(make_error_condition(value).message());
    BOOST_TEST(words.size() == 6u);
    BOOST_TEST(get_condition_category().message(99) == "tls.condition error");
    BOOST_TEST(get_condition_category().name() == std::string("tls.condition"));
}

BOOST_AUTO_TEST_SUITE_END()
