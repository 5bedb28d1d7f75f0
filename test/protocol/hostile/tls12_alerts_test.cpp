// All alerts of RFC 5246 section 7.2, sent and received.

#include "protocol/hostile/tls12_conversation.hpp"
#include "protocol/message/certificate_tls12.hpp"
#include "support/sweep.hpp"

#include <boost/asio/error.hpp>
#include <tls/x509/crl.hpp>

#include <set>

using namespace tls;
using namespace tls::test;
using enum tls12_moment;

namespace {

/// All alerts that RFC 5246 section 7.2 defines.
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

/// Returns whether the engine never sends this alert. Three alerts MUST NOT be sent any more. One is about compression,
/// which is not supported. Two are for applications, which end connections in other ways here.
bool is_never_sent(alert_description a)
{
    using enum alert_description;
    static const std::set<alert_description> never_sent{decryption_failed,     no_certificate, export_restriction,
                                                        decompression_failure, access_denied,  user_canceled};
    return never_sent.contains(a);
}

struct cause {
    alert_description alert;
    role engine_role;
    tls12_script deviation;
    error::reason reason;
    tls12_scenario in = {};
};

tls12_script presents(x509::certificate_template description)
{
    description.common_name = "localhost";
    description.dns_names = {"localhost"};
    return [description](tls12_traits& t) { t.own = authority().leaf(description, key_type::secp256r1); };
}

tls12_scenario requiring_revocation_status(bool revoked)
{
    return {.engine = [=](configuration& c) {
        c.verification.rules.revocation = x509::revocation_policy::required;
        if (!revoked)
            return;
        x509::crl_template description;
        description.entries.push_back({to_bytes(leaf(key_type::secp256r1)->leaf().serial_number()), {}});
        auto store = std::make_shared<x509::crl_store>();
        store->add(x509::issue_crl(description, authority().root(), authority().root_key()));
        c.verification.rules.crls = store;
    }};
}

/// The server's PSK callback throws.
tls12_scenario with_failing_callback()
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
    const tls12_scenario with_client_auth{.client_auth = true};
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
        {alert::unsupported_certificate, client, presents(for_clients), reason::certificate_verify_failed},
        {alert::certificate_revoked, client, {}, reason::certificate_verify_failed, requiring_revocation_status(true)},
        {alert::certificate_unknown, client, {}, reason::certificate_verify_failed, requiring_revocation_status(false)},
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
        {alert::internal_error, server, {}, reason::internal_error, with_failing_callback()},
        {alert::unsupported_extension, client, at(server_hello, with_extension(unknown_extension)),
         reason::unsolicited_extension},
    };
    return all;
}

tls12_conversation conversation_for(const cause& c)
{
    auto scenario = c.in;
    if (c.deviation)
        scenario.peer = c.deviation;
    return {c.engine_role, scenario};
}

/// Once before records are protected, once after.
const std::vector<std::pair<bool, std::string>> times{{false, "during the handshake"}, {true, "after the handshake"}};

tls12_script sends_alert(role side, bool afterwards_, alert_level level, alert_description description)
{
    const auto action = [=](tls12_peer& p) { p.send_alert(level, description); };
    if (afterwards_)
        return afterwards(action);
    return before(side == role::client ? server_hello : client_key_exchange, action);
}

} // namespace

BOOST_AUTO_TEST_SUITE(tls12_alerts)

BOOST_AUTO_TEST_CASE(sends_fatal_alert_for_each_cause)
{
    for (auto& cause : causes_in_the_handshake()) {
        BOOST_TEST_CONTEXT(to_string(cause.alert)
                           << (cause.engine_role == role::client ? " by a client" : " by a server"))
        {
            auto c = conversation_for(cause);
            c.run();
            BOOST_TEST(c.error == cause.reason, c.error.message() << ": " << c.engine.error_detail());
            BOOST_TEST((c.engine.alert_sent() == cause.alert));
            BOOST_TEST(!c.engine.alert_received());
            BOOST_TEST(!c.engine.handshake_complete());
            // A peer that has already changed keys cannot read an alert protected with the old ones.
            if (c.peer.alert_received()) {
                BOOST_TEST((c.peer.alert_received() == cause.alert));
                BOOST_TEST((c.peer.alert_level_received() == alert_level::fatal));
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(sends_every_alert_of_rfc_5246_that_has_a_cause)
{
    // These two are warnings. The next test checks them.
    std::set<alert_description> sent{alert_description::close_notify, alert_description::no_renegotiation};
    for (auto& cause : causes_in_the_handshake())
        sent.insert(cause.alert);
    for (auto a : alerts_of_rfc_5246())
        BOOST_TEST(sent.contains(a) == !is_never_sent(a), to_string(a));
}

BOOST_AUTO_TEST_CASE(sends_close_notify_and_no_renegotiation_as_warnings)
{
    for (auto engine_role : {role::client, role::server}) {
        tls12_conversation closing(engine_role, {});
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

BOOST_AUTO_TEST_CASE(received_fatal_alert_ends_connection)
{
    for (auto engine_role : {role::client, role::server}) {
        for (auto& [later, when] : times) {
            for (unsigned value = 0; value < 256; value = next_place(value)) {
                const auto description = static_cast<alert_description>(value);
                BOOST_TEST_CONTEXT((engine_role == role::client ? "a client " : "a server ")
                                   << when << " receives " << value << ", " << to_string(description))
                {
                    tls12_conversation c(engine_role,
                                         {.peer = sends_alert(engine_role, later, alert_level::fatal, description)});
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

BOOST_AUTO_TEST_CASE(accepts_received_warning_alerts)
{
    for (auto engine_role : {role::client, role::server}) {
        for (auto& [later, when] : times) {
            for (auto description : alerts_of_rfc_5246()) {
                const auto label = (engine_role == role::client ? "a client " : "a server ") + when +
                                   " receives warning " + std::string(to_string(description));
                tls12_conversation c(engine_role,
                                     {.peer = sends_alert(engine_role, later, alert_level::warning, description)});
                c.run();
                const bool ends = description == alert_description::close_notify;
                BOOST_TEST(c.error == (ends ? error_code(boost::asio::error::eof) : error_code()),
                           label << ": " << c.error.message());
                BOOST_TEST(!c.engine.alert_sent(), label);
                BOOST_TEST(as_text(c.delivered) == (ends ? "" : "data"), label);
            }
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
