// Failed TLS 1.2 renegotiations, as the waiting caller sees them: the caller must not mistake the old connection state
// for the new one.

#include "protocol/engine/talk.hpp"

#include <boost/asio/error.hpp>

namespace renegotiation_outcome_test {

using namespace tls;
using namespace tls::test;

namespace {

const role both[] = {role::client, role::server};

/// The server's settings already require a client certificate, but the client has not been asked for it yet.
struct talk_with_late_certificate : talk {
    explicit talk_with_late_certificate(const configurations& settings = settings_that_allow(renegotiation::by_either))
        : talk(settings)
    {
        set_verify_mode(verify_peer | verify_fail_if_no_peer_cert);
    }

    void set_verify_mode(verify_mode verify)
    {
        auto stricter = *server.config();
        stricter.verification.mode = verify;
        server.configure(std::make_shared<configuration>(stricter));
    }
};

want continue_handshake(talk& pair, role side, error_code& error)
{
    return (side == role::client ? pair.client : pair.server).handshake(side, error);
}

/// Returns whether all of `data` was written.
bool is_written(engine& e, bytes data, want& wants, error_code& error)
{
    const byte_view part(data);
    std::size_t n = 0;
    wants = e.write({&part, 1}, n, error);
    return n == data.size();
}

/// Carries all output and lets one side read. The other side does nothing by itself.
void exchange_and_read(talk& pair, role reader)
{
    pair.exchange();
    talk::read(reader == role::client ? pair.client : pair.server, pair.client_received, pair.client_error);
    pair.exchange();
}

} // namespace

BOOST_AUTO_TEST_SUITE(handshake_call_awaiting_renegotiation)

BOOST_AUTO_TEST_CASE(server_waits_for_client_to_start)
{
    talk_with_late_certificate pair;
    pair.request_renegotiation(role::server);
    error_code error;
    BOOST_TEST((pair.server.handshake(role::server, error) == want::input));
    for (int i = 0; i < 10 && pair.server.renegotiation_pending(); ++i) {
        exchange_and_read(pair, role::client);
        pair.server.handshake(role::server, error);
        BOOST_TEST(!error, error.message());
    }
    pair.exchange();
    talk::read(pair.client, pair.client_received, pair.client_error);
    pair.check_renegotiated(1);
    BOOST_TEST((pair.server.handshake(role::server, error) == want::nothing));
    BOOST_TEST(!error, error.message());
    BOOST_TEST(pair.server.info().peer_certificates.size() == 1u);
    pair.check_alive();
}

// A certificate that other anchors have accepted must not stand in for the one that the new settings require.
BOOST_AUTO_TEST_CASE(server_writes_wait_for_a_certificate_by_the_new_settings)
{
    for (bool changes_anchors : {true, false}) {
        auto settings = settings_that_allow(renegotiation::by_server);
        settings.server.verification.mode = verify_peer | verify_fail_if_no_peer_cert;
        talk pair(settings);
        BOOST_TEST(pair.server.info().peer_certificates.size() == 1u);
        if (changes_anchors)
            settings.server.verification.anchors = std::make_shared<x509::trust_store>();
        pair.server.configure(std::make_shared<configuration>(settings.server));
        pair.request_renegotiation(role::server);
        pair.server_to_send = bytes(10, 'x');
        talk::write(pair.server, pair.server_to_send, pair.server_error);
        BOOST_TEST(pair.server_to_send.empty() == !changes_anchors);
        pair.run_until_idle();
        BOOST_TEST(pair.client_received.size() == (changes_anchors ? 0u : 10u));
        BOOST_TEST((pair.server_error == error::reason::certificate_verify_failed) == changes_anchors);
    }
}

BOOST_AUTO_TEST_CASE(server_keeps_data_received_before_client_starts)
{
    talk_with_late_certificate pair;
    pair.request_renegotiation(role::server);
    pair.client_to_send = bytes(10, 'x');
    talk::write(pair.client, pair.client_to_send, pair.client_error);
    pair.exchange();
    error_code error;
    BOOST_TEST((pair.server.handshake(role::server, error) == want::input));
    BOOST_TEST(pair.server.info().renegotiations == 0u);
    pair.run_until_idle();
    pair.check_renegotiated(1);
    BOOST_TEST((pair.server_received == bytes(10, 'x')));
}

BOOST_AUTO_TEST_CASE(sends_one_close_notify_when_peer_closes_after_us)
{
    talk pair(settings_that_allow(renegotiation::by_either));
    pair.request_renegotiation(role::client);
    pair.exchange();
    talk::read(pair.server, pair.server_received, pair.server_error);
    pair.exchange();
    // The client's side of the renegotiation is done. The server has not processed it yet.
    talk::read(pair.client, pair.client_received, pair.client_error);
    BOOST_TEST(pair.client.renegotiation_pending());
    error_code error;
    pair.client.close_write(error);
    BOOST_TEST(!error);
    BOOST_TEST(pair.client.renegotiation_pending());
    const auto queued = pair.client.bytes_queued();

    pair.server.close_write(error);
    while (move_piece(pair.server, pair.client, pair.size)) {}
    talk::read(pair.client, pair.client_received, pair.client_error);
    BOOST_TEST(!pair.client.renegotiation_pending());
    pair.client.close_write(error);
    pair.client.shutdown(error);
    BOOST_TEST(pair.client.bytes_queued() == queued);
}

BOOST_AUTO_TEST_CASE(fails_if_peer_closes_instead)
{
    for (auto side : both) {
        talk_with_late_certificate pair;
        auto& asker = side == role::client ? pair.client : pair.server;
        auto& other = side == role::client ? pair.server : pair.client;
        pair.request_renegotiation(side);
        error_code error;
        BOOST_TEST((continue_handshake(pair, side, error) == want::input));
        other.close_write(error);
        pair.exchange();
        for (int i = 0; i < 2; ++i) {
            BOOST_TEST((continue_handshake(pair, side, error) == want::nothing));
            BOOST_TEST(error == boost::asio::error::eof);
        }
        BOOST_TEST(!asker.renegotiation_pending());
        want wants{};
        BOOST_TEST(!is_written(asker, bytes(1), wants, error));
        BOOST_TEST(error == error::reason::protocol_is_shutdown);
        asker.shutdown(error);
        BOOST_TEST(!error, error.message());
    }
}

BOOST_AUTO_TEST_CASE(fails_if_client_starts_and_closes_even_after_read_reported_eof)
{
    for (bool reads : {false, true}) {
        talk_with_late_certificate pair;
        pair.request_renegotiation(role::server);
        pair.exchange();
        talk::read(pair.client, pair.client_received, pair.client_error);
        BOOST_TEST(pair.client.renegotiation_pending());
        error_code error;
        pair.client.close_write(error);
        pair.exchange();
        if (reads) {
            talk::read(pair.server, pair.server_received, error);
            BOOST_TEST(error == boost::asio::error::eof);
        }
        BOOST_TEST((pair.server.handshake(role::server, error) == want::nothing));
        BOOST_TEST(error == boost::asio::error::eof);
        BOOST_TEST(!pair.server.renegotiation_pending());
        want wants{};
        BOOST_TEST(!is_written(pair.server, bytes(1), wants, error));
        BOOST_TEST(error == error::reason::protocol_is_shutdown);
        BOOST_TEST(pair.server.info().peer_certificates.empty());
    }
}

BOOST_AUTO_TEST_CASE(fails_if_client_abandons_its_own_renegotiation)
{
    talk pair(settings_that_allow(renegotiation::by_either));
    pair.request_renegotiation(role::client);
    move_piece(pair.client, pair.server, whole());
    talk::read(pair.server, pair.server_received, pair.server_error);
    error_code error;
    BOOST_TEST((pair.server.handshake(role::server, error) == want::input));
    pair.client.close_write(error);
    move_piece(pair.client, pair.server, whole());
    BOOST_TEST((pair.server.handshake(role::server, error) == want::nothing));
    BOOST_TEST(error == boost::asio::error::eof);
}

BOOST_AUTO_TEST_CASE(reports_refusal_and_keeps_connection)
{
    for (auto side : both) {
        auto settings = settings_that_allow(renegotiation::by_either);
        (side == role::client ? settings.server : settings.client).tls12.renegotiation = renegotiation::refused;
        talk pair(settings);
        pair.request_renegotiation(side);
        error_code error;
        BOOST_TEST((continue_handshake(pair, side, error) == want::input));
        exchange_and_read(pair, side == role::client ? role::server : role::client);
        BOOST_TEST((continue_handshake(pair, side, error) == want::nothing));
        BOOST_TEST(error == error::reason::no_renegotiation);
        pair.check_renegotiated(0);
        pair.check_alive();
    }
}

BOOST_AUTO_TEST_CASE(fails_if_we_close)
{
    talk_with_late_certificate pair;
    pair.request_renegotiation(role::server);
    error_code error;
    pair.server.close_write(error);
    BOOST_TEST(!pair.server.renegotiation_pending());
    BOOST_TEST((pair.server.handshake(role::server, error) == want::nothing));
    BOOST_TEST(error == error::reason::protocol_is_shutdown);
}

BOOST_AUTO_TEST_CASE(fails_if_connection_fails)
{
    talk_with_late_certificate pair;
    auto nobody = *pair.server.config();
    nobody.verification.anchors = std::make_shared<x509::trust_store>();
    pair.server.configure(std::make_shared<configuration>(nobody));
    pair.request_renegotiation(role::server);
    pair.run_until_idle();
    BOOST_TEST(!pair.server.renegotiation_pending());
    error_code error;
    BOOST_TEST((pair.server.handshake(role::server, error) == want::nothing));
    BOOST_TEST(error == error::reason::certificate_verify_failed);
}

BOOST_AUTO_TEST_CASE(fails_if_transport_ends)
{
    talk_with_late_certificate pair;
    pair.request_renegotiation(role::server);
    pair.server.input_buffer();
    pair.server.end_of_input();
    error_code error;
    BOOST_TEST((pair.server.handshake(role::server, error) == want::nothing));
    BOOST_TEST(error == error::stream_truncated);
}

BOOST_AUTO_TEST_CASE(succeeds_after_later_renegotiation)
{
    auto settings = settings_that_allow(renegotiation::by_either);
    settings.server.tls12.renegotiation = renegotiation::by_server;
    talk pair(settings);
    pair.request_renegotiation(role::client);
    pair.run_until_idle();
    error_code error;
    pair.client.handshake(role::client, error);
    BOOST_TEST(error == error::reason::no_renegotiation);
    pair.request_renegotiation(role::server);
    pair.run_until_idle();
    pair.check_renegotiated(1);
    for (auto side : both) {
        BOOST_TEST((continue_handshake(pair, side, error) == want::nothing));
        BOOST_TEST(!error, error.message());
    }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(server_requiring_certificate_late)

BOOST_AUTO_TEST_CASE(writes_nothing_before_client_shows_certificate)
{
    talk_with_late_certificate pair;
    pair.request_renegotiation(role::server);
    want wants{};
    error_code error;
    const auto queued = pair.server.bytes_queued();
    BOOST_TEST(!is_written(pair.server, bytes(10, 's'), wants, error));
    BOOST_TEST((wants == want::input));
    BOOST_TEST(!error, error.message());
    BOOST_TEST(pair.server.bytes_queued() == queued);
    pair.server_to_send = bytes(10, 's');
    for (int i = 0; i < 10 && pair.server.info().renegotiations == 0; ++i) {
        BOOST_TEST(pair.client_received.empty());
        exchange_and_read(pair, role::client);
        talk::write(pair.server, pair.server_to_send, error);
        BOOST_REQUIRE(!error);
    }
    pair.run_until_idle();
    pair.check_renegotiated(1);
    BOOST_TEST((pair.client_received == bytes(10, 's')));
}

BOOST_AUTO_TEST_CASE(keeps_writing_if_certificate_is_optional)
{
    for (auto verify : {verify_mode(verify_none), verify_mode(verify_peer)}) {
        talk_with_late_certificate pair;
        pair.set_verify_mode(verify);
        pair.request_renegotiation(role::server);
        want wants{};
        error_code error;
        BOOST_TEST(is_written(pair.server, bytes(10), wants, error));
        BOOST_TEST(!error, error.message());
    }
}

BOOST_AUTO_TEST_CASE(ends_connection_if_client_refuses)
{
    auto settings = settings_that_allow(renegotiation::by_server);
    settings.client.tls12.renegotiation = renegotiation::refused;
    talk_with_late_certificate pair(settings);
    pair.request_renegotiation(role::server);
    pair.server_to_send = bytes(10, 's');
    pair.run_until_idle();
    BOOST_TEST(pair.server_error == error::reason::no_renegotiation);
    BOOST_TEST(pair.client_error == error::alert_received(alert_description::handshake_failure));
    BOOST_TEST(pair.client_received.empty());
    BOOST_TEST(!pair.server.renegotiation_pending());
}

BOOST_AUTO_TEST_CASE(accepts_refusal_from_client_with_certificate)
{
    auto settings = settings_that_allow(renegotiation::by_server);
    settings.client.tls12.renegotiation = renegotiation::refused;
    settings.server.verification.mode = verify_peer | verify_fail_if_no_peer_cert;
    talk pair(settings);
    pair.request_renegotiation(role::server);
    pair.run_until_idle();
    pair.check_renegotiated(0);
    pair.check_alive();
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(after_renegotiation)

BOOST_AUTO_TEST_CASE(reports_truncation_to_reader_of_abandoned_renegotiation)
{
    talk pair(settings_that_allow(renegotiation::by_either));
    pair.request_renegotiation(role::client);
    pair.exchange();
    talk::read(pair.server, pair.server_received, pair.server_error); // starts the renegotiation
    move_piece(pair.server, pair.client, whole());
    talk::read(pair.client, pair.client_received, pair.client_error); // changes the client's keys
    move_piece(pair.client, pair.server, whole());
    error_code error;
    pair.server.close_write(error);
    BOOST_TEST(!error, error.message());
    talk::read(pair.server, pair.server_received, error);
    BOOST_TEST(error == error::stream_truncated);
    BOOST_TEST((pair.server.wait_readable(error) == want::nothing));
    BOOST_TEST(error == error::stream_truncated);
    BOOST_TEST((pair.server.shutdown(error) == want::nothing));
    BOOST_TEST(!error, error.message());
}

BOOST_AUTO_TEST_CASE(takes_scheme_of_kept_certificate_from_current_registry)
{
    auto settings = settings_that_allow(renegotiation::by_server);
    settings.server.verification.mode = verify_peer | verify_fail_if_no_peer_cert | verify_client_once;
    talk pair(settings);
    const auto before = pair.server.info().peer_signature_scheme;
    BOOST_REQUIRE(before != nullptr);
    auto other = *pair.server.config();
    other.algorithms = std::make_shared<registry>(*other.algorithms);
    pair.server.configure(std::make_shared<configuration>(other));
    pair.request_renegotiation(role::server);
    pair.run_until_idle();
    pair.check_renegotiated(1);
    const auto after = pair.server.info().peer_signature_scheme;
    BOOST_REQUIRE(after != nullptr);
    BOOST_TEST(after != before);
    BOOST_TEST(after == other.algorithms->find_signature_scheme(after->name));
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace renegotiation_outcome_test
