// Each alert of RFC 5246 section 7.2: sent for its cause, and understood when it is received.

#include "protocol/hostile/tls12_conversation.hpp"
#include "protocol/message/certificate_tls12.hpp"

#include <boost/asio/error.hpp>
#include <tls/x509/crl.hpp>

#include <set>

using namespace tls;
using namespace tls::test;
using enum tls12_moment;

namespace {

/// All that RFC 5246 section 7.2 names.
const std::vector<alert_description>& alerts_of_rfc_5246()
{
    using enum alert_description;
    static const std::vector<alert_description> all{
        close_notify,          unexpected_message,  bad_record_mac,      decryption_failed,  record_overflow,
        decompression_failure, handshake_failure,   no_certificate,      bad_certificate,    unsupported_certificate,
        certificate_revoked,   certificate_expired, certificate_unknown, illegal_parameter,  unknown_ca,
        access_denied,         decode_error,        decrypt_error,       export_restriction, protocol_version,
        insufficient_security, internal_error,      user_canceled,       no_renegotiation,   unsupported_extension};
    return all;
}

/// Those that we have no cause to send: three that MUST NOT be sent any more, one of compression, which we do not do,
/// and two for what an application may want to say, which ends connections in other ways here.
bool is_never_sent(alert_description a)
{
    using enum alert_description;
    static const std::set<alert_description> none{decryption_failed,     no_certificate, export_restriction,
                                                  decompression_failure, access_denied,  user_canceled};
    return none.contains(a);
}

struct cause {
    alert_description alert;
    role ours;
    tls12_script what;
    error::reason reason;
    tls12_scene in = {};
};

tls12_script shows(x509::certificate_template says)
{
    says.common_name = "localhost";
    says.dns_names = {"localhost"};
    return [says](tls12_traits& t) { t.own = authority().leaf(says, key_type::secp256r1); };
}

tls12_scene demanding_revocation_status(bool revoked)
{
    return {.engine = [=](configuration& c) {
        c.verification.rules.revocation = x509::revocation_policy::required;
        if (!revoked)
            return;
        x509::crl_template says;
        says.entries.push_back({to_bytes(leaf(key_type::secp256r1)->leaf().serial_number()), {}});
        auto store = std::make_shared<x509::crl_store>();
        store->add(x509::issue_crl(says, authority().root(), authority().root_key()));
        c.verification.rules.crls = store;
    }};
}

/// A server whose own code fails.
tls12_scene with_a_failing_callback()
{
    return {.suite = 0x00a8, .key = key_type::rsa, .engine = [](configuration& c) {
                c.tls12.psk_server = [](std::string_view) -> secure_bytes { throw std::runtime_error("no database"); };
            }};
}

tls12_script hello_with(std::function<void(message::client_hello&)> change)
{
    return with<message::client_hello>(client_hello, std::move(change));
}

tls12_script answer_with(std::function<void(message::server_hello&)> change)
{
    return with<message::server_hello>(server_hello, std::move(change));
}

const std::vector<cause>& causes_in_the_handshake()
{
    constexpr auto client = role::client, server = role::server;
    const auto too_long = before(finished, [](tls12_peer& p) {
        p.send_plain_record(content_type::handshake, bytes(max_tls12_ciphertext_size + 1));
    });
    const auto wrong_key = before(finished, [](tls12_peer& p) { p.use_wrong_key(); });
    const auto done_instead = replaced_by(raw_message(handshake_type::server_hello_done));
    const auto garbage = with<message::certificate_tls12>(
        certificate, [](message::certificate_tls12& m) { m.certificate_list = {bytes(100, 0x30)}; });
    const auto short_prime = [](tls12_traits& t) {
        t.dh.prime.resize(128);
        t.dh.prime.back() |= 1;
    };
    const auto later = [](configuration& c) {
        c.clock = [] { return std::chrono::system_clock::now() + std::chrono::hours(24 * 3650); };
    };
    const tls12_scene with_client_auth{.client_auth = true};
    x509::certificate_template for_clients;
    for_clients.extended_key_usage = {"1.3.6.1.5.5.7.3.2"};
    static const std::vector<cause> all{
        {alert::unexpected_message, client, at(server_hello, done_instead), reason::unexpected_message},
        {alert::unexpected_message, server, at(client_key_exchange, done_instead), reason::unexpected_message},
        {alert::bad_record_mac, client, wrong_key, reason::bad_record_mac},
        {alert::bad_record_mac, server, wrong_key, reason::bad_record_mac},
        {alert::record_overflow, client, too_long, reason::record_overflow},
        {alert::record_overflow, server, too_long, reason::record_overflow},
        {alert::handshake_failure, client, [](auto& t) { t.secure_renegotiation = false; },
         reason::unsafe_legacy_renegotiation_disabled},
        {alert::handshake_failure, server, hello_with([](auto& h) { h.cipher_suites = {0x6a6a}; }),
         reason::no_shared_cipher},
        {alert::bad_certificate, client, garbage, reason::bad_certificate_message},
        {alert::bad_certificate, server, garbage, reason::bad_certificate_message, with_client_auth},
        {alert::unsupported_certificate, client, shows(for_clients), reason::certificate_verify_failed},
        {alert::certificate_revoked, client, {}, reason::certificate_verify_failed, demanding_revocation_status(true)},
        {alert::certificate_unknown, client, {}, reason::certificate_verify_failed, demanding_revocation_status(false)},
        {alert::certificate_expired, client, {}, reason::certificate_verify_failed, {.engine = later}},
        {alert::certificate_expired,
         server,
         {},
         reason::certificate_verify_failed,
         {.client_auth = true, .engine = later}},
        {alert::illegal_parameter, client, answer_with([](auto& h) { h.cipher_suite = 0xc02c; }),
         reason::wrong_cipher_returned},
        {alert::illegal_parameter, server, hello_with([](auto& h) { h.legacy_compression_methods = {1}; }),
         reason::invalid_compression_method},
        {alert::unknown_ca, client, [](auto& t) { t.own = pki().leaf(key_type::secp256r1); },
         reason::certificate_verify_failed},
        {alert::unknown_ca, server, [](auto& t) { t.own = pki().leaf(key_type::secp256r1); },
         reason::certificate_verify_failed, with_client_auth},
        {alert::decode_error, client, at(server_hello, with_less_body(1)), reason::decode_error},
        {alert::decode_error, server, at(client_hello, with_less_body(1)), reason::decode_error},
        {alert::decrypt_error, client, at(finished, with_flipped(-1)), reason::finished_mismatch},
        {alert::decrypt_error, server, at(finished, with_flipped(-1)), reason::finished_mismatch},
        {alert::protocol_version, client, answer_with([](auto& h) { h.legacy_version = protocol_version{0x0302}; }),
         reason::unsupported_protocol},
        {alert::protocol_version, server, hello_with([](auto& h) { h.legacy_version = protocol_version{0x0302}; }),
         reason::unsupported_protocol},
        {alert::insufficient_security,
         client,
         short_prime,
         reason::dh_key_too_small,
         {.suite = 0x009e, .key = key_type::rsa}},
        {alert::internal_error, server, {}, reason::internal_error, with_a_failing_callback()},
        {alert::unsupported_extension, client, at(server_hello, with_extension(unknown_extension)),
         reason::unsolicited_extension},
    };
    return all;
}

tls12_conversation conversation_for(const cause& c)
{
    auto scene = c.in;
    if (c.what)
        scene.peer = c.what;
    return {c.ours, scene};
}

/// Before anything is protected, and when all is.
const std::vector<std::pair<bool, std::string>> times{{false, "in the handshake"}, {true, "after it"}};

tls12_script sends_alert(role engines, bool afterwards_, alert_level level, alert_description description)
{
    const auto act = [=](tls12_peer& p) { p.send_alert(level, description); };
    if (afterwards_)
        return afterwards(act);
    return before(engines == role::client ? server_hello : client_key_exchange, act);
}

} // namespace

BOOST_AUTO_TEST_SUITE(alerts_of_tls12)

BOOST_AUTO_TEST_CASE(are_sent_each_for_its_cause_as_fatal)
{
    for (auto& cause : causes_in_the_handshake()) {
        BOOST_TEST_CONTEXT(to_string(cause.alert) << (cause.ours == role::client ? " by a client" : " by a server"))
        {
            auto c = conversation_for(cause);
            c.run();
            BOOST_TEST(c.error == cause.reason, c.error.message() << ": " << c.engine.error_detail());
            BOOST_TEST((c.engine.alert_sent() == cause.alert));
            BOOST_TEST(!c.engine.alert_received());
            BOOST_TEST(!c.engine.handshake_complete());
            // A peer that changed keys reads what we send under the old ones no more.
            if (c.peer.alert_received()) {
                BOOST_TEST((c.peer.alert_received() == cause.alert));
                BOOST_TEST((c.peer.alert_level_received() == alert_level::fatal));
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(are_all_sent_for_some_cause_but_those_without_one)
{
    // They are warnings, and looked at below.
    std::set<alert_description> sent{alert_description::close_notify, alert_description::no_renegotiation};
    for (auto& cause : causes_in_the_handshake())
        sent.insert(cause.alert);
    for (auto a : alerts_of_rfc_5246())
        BOOST_TEST(sent.contains(a) == !is_never_sent(a), to_string(a));
}

BOOST_AUTO_TEST_CASE(say_in_warnings_that_we_close_and_do_not_renegotiate)
{
    for (auto ours : {role::client, role::server}) {
        tls12_conversation closing(ours, {});
        closing.run();
        error_code error;
        closing.engine.close_write(error);
        BOOST_TEST(!error);
        closing.run();
        BOOST_TEST((closing.peer.alert_received() == alert_description::close_notify));
        BOOST_TEST((closing.peer.alert_level_received() == alert_level::warning));
    }
    tls12_conversation asked(role::client, {.peer = afterwards([](tls12_peer& p) {
                                                p.send_message(raw_message(handshake_type::hello_request));
                                            })});
    asked.run();
    BOOST_TEST((asked.peer.alert_received() == alert_description::no_renegotiation));
    BOOST_TEST((asked.peer.alert_level_received() == alert_level::warning));
    BOOST_TEST(!asked.error);
}

BOOST_AUTO_TEST_CASE(end_the_connection_if_they_are_received_as_fatal)
{
    for (auto ours : {role::client, role::server}) {
        for (auto& [later, when] : times) {
            for (unsigned value = 0; value < 256; ++value) {
                const auto description = static_cast<alert_description>(value);
                BOOST_TEST_CONTEXT((ours == role::client ? "a client " : "a server ")
                                   << when << " receives " << value << ", " << to_string(description))
                {
                    tls12_conversation c(ours, {.peer = sends_alert(ours, later, alert_level::fatal, description)});
                    c.run();
                    const auto expected = description == alert_description::close_notify
                                              ? error_code(boost::asio::error::eof)
                                              : error::alert_received(description);
                    BOOST_TEST(c.error == expected, c.error.message());
                    BOOST_TEST(!c.error.message().empty());
                    BOOST_TEST((c.engine.alert_received() == description));
                    BOOST_TEST(!c.engine.alert_sent());
                    BOOST_TEST(c.engine.handshake_complete() == later);
                    BOOST_TEST(c.delivered.empty());
                }
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(are_no_more_than_that_if_they_are_received_as_warnings)
{
    for (auto ours : {role::client, role::server}) {
        for (auto& [later, when] : times) {
            for (auto description : alerts_of_rfc_5246()) {
                const auto what = (ours == role::client ? "a client " : "a server ") + when + " is warned of " +
                                  std::string(to_string(description));
                tls12_conversation c(ours, {.peer = sends_alert(ours, later, alert_level::warning, description)});
                c.run();
                const bool ends = description == alert_description::close_notify;
                BOOST_TEST(c.error == (ends ? error_code(boost::asio::error::eof) : error_code()),
                           what << ": " << c.error.message());
                BOOST_TEST(!c.engine.alert_sent(), what);
                BOOST_TEST(as_text(c.delivered) == (ends ? "" : "data"), what);
            }
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
