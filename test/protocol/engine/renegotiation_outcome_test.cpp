// What those learn who wait for a renegotiation of TLS 1.2 that does not take place: nobody takes the connection before
// it for the one behind it.

#include "protocol/engine/talk.hpp"

#include <boost/asio/error.hpp>

using namespace tls;
using namespace tls::test;

namespace {

const role both[] = {role::client, role::server};

/// A server that asks for a certificate late, which it has told its settings but not the client.
struct late_talk : talk {
    explicit late_talk(const configurations& settings = settings_that_allow(renegotiation::by_either)) : talk(settings)
    {
        demand(verify_peer | verify_fail_if_no_peer_cert);
    }

    void demand(verify_mode verify)
    {
        auto stricter = *server.config();
        stricter.verification.mode = verify;
        server.configure(std::make_shared<configuration>(stricter));
    }
};

want go_on_with_handshake(talk& pair, role who, error_code& error)
{
    return (who == role::client ? pair.client : pair.server).handshake(who, error);
}

/// Whether all of `what` was taken.
bool is_written(engine& e, bytes what, want& wants, error_code& error)
{
    const byte_view part(what);
    std::size_t n = 0;
    wants = e.write({&part, 1}, n, error);
    return n == what.size();
}

/// One side carries and reads, the other does nothing by itself.
void let_answer(talk& pair, role answers)
{
    pair.exchange();
    talk::read(answers == role::client ? pair.client : pair.server, pair.of_client, pair.client_error);
    pair.exchange();
}

} // namespace

BOOST_AUTO_TEST_SUITE(a_handshake_that_waits_for_a_renegotiation)

BOOST_AUTO_TEST_CASE(of_a_server_waits_for_the_client_to_begin)
{
    late_talk pair;
    pair.ask(role::server);
    error_code error;
    BOOST_TEST((pair.server.handshake(role::server, error) == want::input));
    for (int i = 0; i < 10 && pair.server.renegotiation_pending(); ++i) {
        let_answer(pair, role::client);
        pair.server.handshake(role::server, error);
        BOOST_TEST(!error, error.message());
    }
    pair.exchange();
    talk::read(pair.client, pair.of_client, pair.client_error);
    pair.check_renegotiated(1);
    BOOST_TEST((pair.server.handshake(role::server, error) == want::nothing));
    BOOST_TEST(!error, error.message());
    BOOST_TEST(pair.server.info().peer_certificates.size() == 1u);
    pair.check_alive();
}

BOOST_AUTO_TEST_CASE(of_a_server_keeps_what_it_meets_before_the_client_begins)
{
    late_talk pair;
    pair.ask(role::server);
    pair.to_say = bytes(10, 'x');
    talk::write(pair.client, pair.to_say, pair.client_error);
    pair.exchange();
    error_code error;
    BOOST_TEST((pair.server.handshake(role::server, error) == want::input));
    BOOST_TEST(pair.server.info().renegotiations == 0u);
    pair.go_on();
    pair.check_renegotiated(1);
    BOOST_TEST((pair.of_server == bytes(10, 'x')));
}

BOOST_AUTO_TEST_CASE(sends_one_close_notify_when_the_peer_closes_after_we_did)
{
    talk pair(settings_that_allow(renegotiation::by_either));
    pair.ask(role::client);
    pair.exchange();
    talk::read(pair.server, pair.of_server, pair.server_error);
    pair.exchange();
    // The client's part of the renegotiation is over; the server has not taken it yet.
    talk::read(pair.client, pair.of_client, pair.client_error);
    BOOST_TEST(pair.client.renegotiation_pending());
    error_code error;
    pair.client.close_write(error);
    BOOST_TEST(!error);
    BOOST_TEST(pair.client.renegotiation_pending());
    const auto queued = pair.client.bytes_queued();

    pair.server.close_write(error);
    while (move_piece(pair.server, pair.client, pair.size)) {}
    talk::read(pair.client, pair.of_client, pair.client_error);
    BOOST_TEST(!pair.client.renegotiation_pending());
    pair.client.close_write(error);
    pair.client.shutdown(error);
    BOOST_TEST(pair.client.bytes_queued() == queued);
}

BOOST_AUTO_TEST_CASE(fails_if_the_peer_closes_instead)
{
    for (auto who : both) {
        late_talk pair;
        auto& asker = who == role::client ? pair.client : pair.server;
        auto& other = who == role::client ? pair.server : pair.client;
        pair.ask(who);
        error_code error;
        BOOST_TEST((go_on_with_handshake(pair, who, error) == want::input));
        other.close_write(error);
        pair.exchange();
        for (int i = 0; i < 2; ++i) {
            BOOST_TEST((go_on_with_handshake(pair, who, error) == want::nothing));
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

BOOST_AUTO_TEST_CASE(fails_if_the_client_begins_and_closes_also_where_a_reader_has_met_it)
{
    for (bool reads : {false, true}) {
        late_talk pair;
        pair.ask(role::server);
        pair.exchange();
        talk::read(pair.client, pair.of_client, pair.client_error);
        BOOST_TEST(pair.client.renegotiation_pending());
        error_code error;
        pair.client.close_write(error);
        pair.exchange();
        if (reads) {
            talk::read(pair.server, pair.of_server, error);
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

BOOST_AUTO_TEST_CASE(fails_if_the_client_gives_up_what_it_began_by_itself)
{
    talk pair(settings_that_allow(renegotiation::by_either));
    pair.ask(role::client);
    move_piece(pair.client, pair.server, whole());
    talk::read(pair.server, pair.of_server, pair.server_error);
    error_code error;
    BOOST_TEST((pair.server.handshake(role::server, error) == want::input));
    pair.client.close_write(error);
    move_piece(pair.client, pair.server, whole());
    BOOST_TEST((pair.server.handshake(role::server, error) == want::nothing));
    BOOST_TEST(error == boost::asio::error::eof);
}

BOOST_AUTO_TEST_CASE(says_that_the_peer_refused_and_the_connection_goes_on)
{
    for (auto who : both) {
        auto settings = settings_that_allow(renegotiation::by_either);
        (who == role::client ? settings.server : settings.client).tls12.renegotiation = renegotiation::refused;
        talk pair(settings);
        pair.ask(who);
        error_code error;
        BOOST_TEST((go_on_with_handshake(pair, who, error) == want::input));
        let_answer(pair, who == role::client ? role::server : role::client);
        BOOST_TEST((go_on_with_handshake(pair, who, error) == want::nothing));
        BOOST_TEST(error == error::reason::no_renegotiation);
        pair.check_renegotiated(0);
        pair.check_alive();
    }
}

BOOST_AUTO_TEST_CASE(fails_if_we_close_ourselves)
{
    late_talk pair;
    pair.ask(role::server);
    error_code error;
    pair.server.close_write(error);
    BOOST_TEST(!pair.server.renegotiation_pending());
    BOOST_TEST((pair.server.handshake(role::server, error) == want::nothing));
    BOOST_TEST(error == error::reason::protocol_is_shutdown);
}

BOOST_AUTO_TEST_CASE(fails_with_the_connection)
{
    late_talk pair;
    auto nobody = *pair.server.config();
    nobody.verification.anchors = std::make_shared<x509::trust_store>();
    pair.server.configure(std::make_shared<configuration>(nobody));
    pair.ask(role::server);
    pair.go_on();
    BOOST_TEST(!pair.server.renegotiation_pending());
    error_code error;
    BOOST_TEST((pair.server.handshake(role::server, error) == want::nothing));
    BOOST_TEST(error == error::reason::certificate_verify_failed);
}

BOOST_AUTO_TEST_CASE(fails_if_the_transport_ends)
{
    late_talk pair;
    pair.ask(role::server);
    pair.server.input_buffer();
    pair.server.end_of_input();
    error_code error;
    BOOST_TEST((pair.server.handshake(role::server, error) == want::nothing));
    BOOST_TEST(error == error::stream_truncated);
}

BOOST_AUTO_TEST_CASE(succeeds_once_another_one_took_place)
{
    auto settings = settings_that_allow(renegotiation::by_either);
    settings.server.tls12.renegotiation = renegotiation::by_server;
    talk pair(settings);
    pair.ask(role::client);
    pair.go_on();
    error_code error;
    pair.client.handshake(role::client, error);
    BOOST_TEST(error == error::reason::no_renegotiation);
    pair.ask(role::server);
    pair.go_on();
    pair.check_renegotiated(1);
    for (auto who : both) {
        BOOST_TEST((go_on_with_handshake(pair, who, error) == want::nothing));
        BOOST_TEST(!error, error.message());
    }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(a_server_that_demands_a_certificate_late)

BOOST_AUTO_TEST_CASE(writes_nothing_before_it_has_been_shown_one)
{
    late_talk pair;
    pair.ask(role::server);
    want wants{};
    error_code error;
    const auto queued = pair.server.bytes_queued();
    BOOST_TEST(!is_written(pair.server, bytes(10, 's'), wants, error));
    BOOST_TEST((wants == want::input));
    BOOST_TEST(!error, error.message());
    BOOST_TEST(pair.server.bytes_queued() == queued);
    pair.to_answer = bytes(10, 's');
    for (int i = 0; i < 10 && pair.server.info().renegotiations == 0; ++i) {
        BOOST_TEST(pair.of_client.empty());
        let_answer(pair, role::client);
        talk::write(pair.server, pair.to_answer, error);
        BOOST_REQUIRE(!error);
    }
    pair.go_on();
    pair.check_renegotiated(1);
    BOOST_TEST((pair.of_client == bytes(10, 's')));
}

BOOST_AUTO_TEST_CASE(goes_on_writing_where_it_would_do_without)
{
    for (auto verify : {verify_mode(verify_none), verify_mode(verify_peer)}) {
        late_talk pair;
        pair.demand(verify);
        pair.ask(role::server);
        want wants{};
        error_code error;
        BOOST_TEST(is_written(pair.server, bytes(10), wants, error));
        BOOST_TEST(!error, error.message());
    }
}

BOOST_AUTO_TEST_CASE(ends_the_connection_of_a_client_that_refuses)
{
    auto settings = settings_that_allow(renegotiation::by_server);
    settings.client.tls12.renegotiation = renegotiation::refused;
    late_talk pair(settings);
    pair.ask(role::server);
    pair.to_answer = bytes(10, 's');
    pair.go_on();
    BOOST_TEST(pair.server_error == error::reason::no_renegotiation);
    BOOST_TEST(pair.client_error == error::alert_received(alert_description::handshake_failure));
    BOOST_TEST(pair.of_client.empty());
    BOOST_TEST(!pair.server.renegotiation_pending());
}

BOOST_AUTO_TEST_CASE(is_not_troubled_by_a_refusal_of_one_who_has_shown_his)
{
    auto settings = settings_that_allow(renegotiation::by_server);
    settings.client.tls12.renegotiation = renegotiation::refused;
    settings.server.verification.mode = verify_peer | verify_fail_if_no_peer_cert;
    talk pair(settings);
    pair.ask(role::server);
    pair.go_on();
    pair.check_renegotiated(0);
    pair.check_alive();
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(after_a_renegotiation)

BOOST_AUTO_TEST_CASE(that_we_left_a_reader_learns_that_the_end_is_not_known)
{
    talk pair(settings_that_allow(renegotiation::by_either));
    pair.ask(role::client);
    pair.exchange();
    talk::read(pair.server, pair.of_server, pair.server_error); // begins
    move_piece(pair.server, pair.client, whole());
    talk::read(pair.client, pair.of_client, pair.client_error); // changes the client's keys
    move_piece(pair.client, pair.server, whole());
    error_code error;
    pair.server.close_write(error);
    BOOST_TEST(!error, error.message());
    talk::read(pair.server, pair.of_server, error);
    BOOST_TEST(error == error::stream_truncated);
    BOOST_TEST((pair.server.wait_readable(error) == want::nothing));
    BOOST_TEST(error == error::stream_truncated);
    BOOST_TEST((pair.server.shutdown(error) == want::nothing));
    BOOST_TEST(!error, error.message());
}

BOOST_AUTO_TEST_CASE(the_scheme_of_a_certificate_that_was_kept_is_of_the_registry_in_use)
{
    auto settings = settings_that_allow(renegotiation::by_server);
    settings.server.verification.mode = verify_peer | verify_fail_if_no_peer_cert | verify_client_once;
    talk pair(settings);
    const auto before = pair.server.info().peer_signature_scheme;
    BOOST_REQUIRE(before != nullptr);
    auto other = *pair.server.config();
    other.algorithms = std::make_shared<registry>(*other.algorithms);
    pair.server.configure(std::make_shared<configuration>(other));
    pair.ask(role::server);
    pair.go_on();
    pair.check_renegotiated(1);
    const auto after = pair.server.info().peer_signature_scheme;
    BOOST_REQUIRE(after != nullptr);
    BOOST_TEST(after != before);
    BOOST_TEST(after == other.algorithms->find_signature_scheme(after->name));
}

BOOST_AUTO_TEST_SUITE_END()
