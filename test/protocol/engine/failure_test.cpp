// Handshakes that must fail, with the expected error and alert on both sides.

#include "crypto/hex.hpp"
#include "support/engine_pair.hpp"

#include <boost/asio/error.hpp>
#include <boost/test/unit_test.hpp>

using namespace tls;
using namespace tls::test;

namespace {

struct failing {
    pki authority;
    configurations settings{authority, {authority.leaf()}};

    /// Expects one side to find the fault and the other side to receive the alert for it.
    static void expect(engine_pair& pair, role side, tls::error::reason reason, alert_description alert)
    {
        pair.handshake();
        auto& found = side == role::client ? pair.client : pair.server;
        auto& found_error = side == role::client ? pair.client_error : pair.server_error;
        auto& other_error = side == role::client ? pair.server_error : pair.client_error;
        BOOST_TEST(found_error == reason, found_error.message() << ": " << found.error_detail());
        BOOST_REQUIRE(found.alert_sent().has_value());
        BOOST_TEST(to_string(*found.alert_sent()) == to_string(alert));
        BOOST_TEST(!found.error_detail().empty());

        // A client may finish before the server rejects it. It receives the alert when it reads.
        auto& other = side == role::client ? pair.server : pair.client;
        if (!other_error) {
            bytes space(1);
            byte_span into(space);
            std::size_t n = 0;
            other.read({&into, 1}, n, other_error);
        }
        BOOST_TEST(other_error == tls::error::alert_received(alert), other_error.message());
        BOOST_TEST((other_error == tls::error::condition::peer_alert));
    }

    void server_has(x509::certificate_template says, key_type type = key_type::ed25519)
    {
        settings.server.authentication.credentials = {authority.leaf(says, type)};
    }
};

x509::certificate_template localhost()
{
    x509::certificate_template says;
    says.common_name = "localhost";
    says.dns_names = {"localhost"};
    return says;
}

using namespace std::chrono_literals;

} // namespace

BOOST_FIXTURE_TEST_SUITE(failed_handshake, failing)

BOOST_AUTO_TEST_CASE(rejects_client_without_common_cipher_suite)
{
    settings.client.negotiation.cipher_suites = {0x1301};
    settings.server.negotiation.cipher_suites = {0x1302};
    auto pair = settings.pair();
    expect(pair, role::server, tls::error::reason::no_shared_cipher, alert_description::handshake_failure);
    BOOST_TEST(pair.server_error.value() == 167772353);
    BOOST_TEST(pair.client_error.value() == 167773200);
    BOOST_TEST((pair.server_error == tls::error::condition::peer_offer));
}

BOOST_AUTO_TEST_CASE(rejects_client_without_common_group)
{
    settings.client.negotiation.groups = {0x001d};
    settings.server.negotiation.groups = {0x0018};
    auto pair = settings.pair();
    expect(pair, role::server, tls::error::reason::no_shared_groups, alert_description::handshake_failure);
}

BOOST_AUTO_TEST_CASE(rejects_client_without_common_signature_scheme)
{
    settings.client.negotiation.signature_schemes = {0x0403};
    auto pair = settings.pair();
    expect(pair, role::server, tls::error::reason::no_shared_signature_algorithms,
           alert_description::handshake_failure);
}

BOOST_AUTO_TEST_CASE(rejects_client_without_common_application_protocol)
{
    settings.client.negotiation.alpn_protocols = {"h2"};
    settings.server.negotiation.alpn_protocols = {"http/1.1"};
    auto pair = settings.pair();
    expect(pair, role::server, tls::error::reason::no_application_protocol, alert_description::no_application_protocol);
}

BOOST_AUTO_TEST_CASE(rejects_unknown_server_name_if_names_are_required)
{
    settings.server.authentication.require_server_name = true;
    auto pair = settings.pair();
    pair.client.set_server_name("elsewhere.example");
    expect(pair, role::server, tls::error::reason::unrecognized_name, alert_description::unrecognized_name);
}

BOOST_AUTO_TEST_CASE(fails_without_server_certificate)
{
    settings.server.authentication.credentials.clear();
    auto pair = settings.pair();
    expect(pair, role::server, tls::error::reason::no_certificate_set, alert_description::handshake_failure);
}

BOOST_AUTO_TEST_CASE(rejects_certificate_for_another_host)
{
    auto pair = settings.pair();
    pair.client.set_verify_host("elsewhere.example");
    expect(pair, role::client, tls::error::reason::certificate_verify_failed, alert_description::bad_certificate);
    BOOST_TEST((pair.client.info().verification.error == x509::verify_error::host_name_mismatch));
    BOOST_TEST((pair.client_error == tls::error::condition::peer_certificate));
    BOOST_TEST(pair.client_error.value() == (20 << 23 | 134));
}

BOOST_AUTO_TEST_CASE(rejects_expired_certificate)
{
    auto says = localhost();
    says.not_before = std::chrono::system_clock::now() - 48h;
    says.not_after = std::chrono::system_clock::now() - 24h;
    server_has(says);
    auto pair = settings.pair();
    expect(pair, role::client, tls::error::reason::certificate_verify_failed, alert_description::certificate_expired);
}

BOOST_AUTO_TEST_CASE(uses_configured_clock_for_certificate_expiry)
{
    settings.client.clock = [] { return std::chrono::system_clock::now() + 24h * 3650; };
    auto pair = settings.pair();
    expect(pair, role::client, tls::error::reason::certificate_verify_failed, alert_description::certificate_expired);
}

BOOST_AUTO_TEST_CASE(rejects_untrusted_root)
{
    settings.client.verification.anchors = pki().anchors();
    auto pair = settings.pair();
    expect(pair, role::client, tls::error::reason::certificate_verify_failed, alert_description::unknown_ca);
}

BOOST_AUTO_TEST_CASE(rejects_certificate_without_server_auth_usage)
{
    auto says = localhost();
    says.extended_key_usage = {"1.3.6.1.5.5.7.3.2"};
    server_has(says);
    auto pair = settings.pair();
    expect(pair, role::client, tls::error::reason::certificate_verify_failed,
           alert_description::unsupported_certificate);
}

BOOST_AUTO_TEST_CASE(rejects_certificate_if_callback_refuses_it)
{
    settings.client.verification.callback = [](bool preverified, verify_context&) {
        BOOST_TEST(preverified);
        return false;
    };
    auto pair = settings.pair();
    pair.handshake();
    BOOST_TEST(pair.client_error == tls::error::reason::certificate_verify_failed);
}

BOOST_AUTO_TEST_CASE(rejects_client_without_required_certificate)
{
    settings.server.verification.mode = verify_peer | verify_fail_if_no_peer_cert;
    auto pair = settings.pair();
    expect(pair, role::server, tls::error::reason::peer_did_not_return_a_certificate,
           alert_description::certificate_required);
    BOOST_TEST(pair.client_error.value() == (20 << 23 | 1116));
}

BOOST_AUTO_TEST_CASE(rejects_untrusted_client_certificate)
{
    settings.server.verification.mode = verify_peer;
    settings.server.verification.anchors = authority.anchors();
    settings.client.authentication.credentials = {pki().leaf(key_type::ed25519, "client")};
    auto pair = settings.pair();
    expect(pair, role::server, tls::error::reason::certificate_verify_failed, alert_description::unknown_ca);
}

BOOST_AUTO_TEST_CASE(fails_if_version_range_is_empty)
{
    settings.client.negotiation.min_version = protocol_version::tls1_2;
    settings.client.negotiation.max_version = protocol_version::tls1_1;
    auto pair = settings.pair();
    pair.handshake();
    BOOST_TEST(pair.client_error == tls::error::reason::no_protocols_available);
    BOOST_TEST((pair.client_error == tls::error::condition::configuration));
    BOOST_TEST(!pair.client.has_output());
}

BOOST_AUTO_TEST_CASE(reports_http_request)
{
    engine server(std::make_shared<configuration>(settings.server));
    error_code error;
    server.handshake(role::server, error);
    server.received(as_bytes("GET / HTTP/1.1\r\n"));
    server.handshake(role::server, error);
    BOOST_TEST(error == tls::error::reason::http_request);
}

BOOST_AUTO_TEST_CASE(reports_peer_that_does_not_speak_tls)
{
    engine client(std::make_shared<configuration>(settings.client));
    error_code error;
    client.handshake(role::client, error);
    client.received(as_bytes("220 mail.example ESMTP\r\n"));
    client.handshake(role::client, error);
    BOOST_TEST(error == tls::error::reason::wrong_version_number);
    BOOST_TEST(error.value() == (20 << 23 | 267));
}

BOOST_AUTO_TEST_CASE(reports_truncation_if_transport_ends)
{
    engine client(std::make_shared<configuration>(settings.client));
    error_code error;
    client.handshake(role::client, error);
    client.end_of_input();
    BOOST_TEST((client.handshake(role::client, error) == want::nothing));
    BOOST_TEST(error == tls::error::stream_truncated);
    BOOST_TEST((error == tls::error::condition::transport));
}

BOOST_AUTO_TEST_CASE(reports_eof_if_peer_closes)
{
    engine client(std::make_shared<configuration>(settings.client));
    error_code error;
    client.handshake(role::client, error);
    client.received(bytes{21, 3, 3, 0, 2, 1, 0});
    client.handshake(role::client, error);
    BOOST_TEST(error == boost::asio::error::eof);
}

BOOST_AUTO_TEST_CASE(fails_with_internal_error_if_callback_throws)
{
    settings.client.verification.callback = [](bool, verify_context&) -> bool {
        throw std::runtime_error("out of order");
    };
    auto pair = settings.pair();
    expect(pair, role::client, tls::error::reason::internal_error, alert_description::internal_error);
    BOOST_TEST(pair.client.error_detail() == "out of order");
}

BOOST_AUTO_TEST_CASE(repeats_error_on_later_calls)
{
    settings.client.negotiation.cipher_suites = {0x1301};
    settings.server.negotiation.cipher_suites = {0x1302};
    auto pair = settings.pair();
    pair.handshake();
    error_code again;
    BOOST_TEST((pair.server.handshake(role::server, again) == want::nothing));
    BOOST_TEST(again == pair.server_error);
    bytes space(1);
    byte_span into(space);
    std::size_t n = 0;
    pair.server.read({&into, 1}, n, again);
    BOOST_TEST(again == pair.server_error);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(with_verify_none, failing)

BOOST_AUTO_TEST_CASE(records_and_ignores_refused_certificate)
{
    settings.client.verification.mode = verify_none;
    settings.client.verification.anchors = pki().anchors();
    unsigned calls = 0;
    settings.client.verification.callback = [&](bool, verify_context&) {
        ++calls;
        return false;
    };
    auto pair = settings.pair();
    pair.handshake();
    BOOST_TEST(pair.established());
    BOOST_TEST(calls >= 1u);
    BOOST_TEST(!pair.client.info().verification.accepted);
}

// Certificates that break a rule of RFC 5280 but can be read. With verification they fail because of the rule, not
// because the message is malformed.
BOOST_AUTO_TEST_CASE(accepts_certificate_that_breaks_a_rule)
{
    const std::pair<bytes, x509::verify_error> cases[]{
        // subjectAltName: an iPAddress of three bytes; the extension again, as the builder has written one.
        {from_hex("30 0e 0603 551d11 0407 3005 8703 7f0000"), x509::verify_error::bad_extension},
        // certificatePolicies: one policy twice.
        {from_hex("30 13 0603 551d20 040c 300a 3003 06012a 3003 06012a"), x509::verify_error::invalid_policy},
    };
    for (const auto& [extension, error] : cases) {
        auto says = localhost();
        says.extra_extensions = {extension};
        server_has(says);
        settings.client.verification.mode = verify_none;
        auto pair = settings.pair();
        pair.handshake();
        BOOST_TEST(pair.established(), pair.client.error_detail());
        BOOST_TEST(to_string(pair.client.info().verification.error) == to_string(error));
        settings.client.verification.mode = verify_peer;
        auto refused = settings.pair();
        refused.handshake();
        BOOST_TEST(refused.client_error == tls::error::reason::certificate_verify_failed);
    }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_CASE(refuses_server_and_verify_names_that_are_no_hosts)
{
    engine client(std::make_shared<configuration>());
    client.set_server_name("before.example");
    auto is_invalid = [](const boost::system::system_error& e) {
        return e.code() == boost::asio::error::invalid_argument &&
               std::string(e.what()).find(": ") != std::string::npos;
    };
    for (auto* name : {"", "a b", "a..b", ".", "b\xc3\xbc.de", "a.b..", "-\n", "host.example:443",
                       "https://host.example", "127.1", "2130706433", "foo.123", "[::1"}) {
        BOOST_CHECK_EXCEPTION(client.set_server_name(name), boost::system::system_error, is_invalid);
        BOOST_CHECK_EXCEPTION(client.set_verify_host(name), boost::system::system_error, is_invalid);
    }
    BOOST_TEST(client.server_name() == "before.example");
    for (auto* name : {"example.org", "example.org.", "127.0.0.1", "::1", "[::1]", "fe80::1%eth0", "a_b.example"}) {
        client.set_server_name(name);
        client.set_verify_host(name);
        BOOST_TEST(client.server_name() == name);
    }
    client.clear_server_name();
    BOOST_TEST(client.server_name() == "");
}

BOOST_FIXTURE_TEST_CASE(rejects_settings_after_handshake_started, failing)
{
    engine client(std::make_shared<configuration>(settings.client));
    error_code error;
    client.handshake(role::client, error);
    BOOST_CHECK_THROW(client.set_server_name("a.example"), boost::system::system_error);
    BOOST_CHECK_THROW(client.configure(std::make_shared<configuration>()), boost::system::system_error);
}
