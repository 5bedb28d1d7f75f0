// Early data that a client does not offer or a server does not accept (RFC 8446 sections 4.2.10 and 8).

#include "protocol/engine/early_checks.hpp"
#include "protocol/session/session_state.hpp"

#include <tls/session.hpp>
#include <tls/session_store.hpp>

#include <functional>

using namespace tls;
using namespace tls::test;

namespace {

struct change {
    const char* name;
    std::function<void(early_settings&)> make;
    bool resumes = true;
};

/// A record whose answers the test gives.
struct scripted_record : replay_record {
    void async_insert(byte_view value, std::chrono::milliseconds window, completion done) override
    {
        values.push_back(to_bytes(value));
        windows.push_back(window);
        answer(std::move(done));
    }
    std::function<void(completion)> answer;
    std::vector<bytes> values;
    std::vector<std::chrono::milliseconds> windows;
};

std::shared_ptr<scripted_record> record_that(std::function<void(replay_record::completion)> answers)
{
    auto record = std::make_shared<scripted_record>();
    record->answer = std::move(answers);
    return record;
}

} // namespace

BOOST_AUTO_TEST_SUITE(early_data_refusals)

BOOST_AUTO_TEST_CASE(server_rejects_it_for_each_cause)
{
    const change causes[] = {
        {"accepts none", [](auto& s) { s.server.sessions.max_early_data = 0; }},
        {"a lower limit than in the ticket", [](auto& s) { --s.server.sessions.max_early_data; }},
        {"no replay record", [](auto& s) { s.server.sessions.replays = nullptr; }},
        {"a new replay record, which knows no earlier values",
         [](auto& s) {
             s.server.sessions.replays = std::make_shared<memory_replay_record>(10, [now = s.now] { return *now; });
         }},
        {"a replay", [](auto& s) { s.server.sessions.replays = record_that([](auto done) { done(false); }); }},
        {"a record that throws",
         [](auto& s) { s.server.sessions.replays = record_that([](auto) { throw std::runtime_error("down"); }); }},
        {"the client's clock is fast",
         [](auto& s) { s.client.clock = [now = s.now] { return *now + std::chrono::milliseconds(10'001); }; }},
        {"the client's clock is slow",
         [](auto& s) {
             *s.now += std::chrono::seconds(20);
             s.client.clock = [now = s.now] { return *now - std::chrono::milliseconds(10'001); };
         }},
        {"other ticket keys", [](auto& s) { s.server.sessions.ticket_keys = ticket_keys::rotating(); }, false},
        {"another application protocol", [](auto& s) { s.server.negotiation.alpn_protocols = {"h2"}; }, false},
        {"another cipher suite", [](auto& s) { s.server.negotiation.cipher_suites = {0x1303}; }, false},
        {"another group, by HelloRetryRequest", [](auto& s) { s.server.negotiation.groups = {0x0018}; }},
    };
    for (const auto& cause : causes) {
        BOOST_TEST_CONTEXT(cause.name)
        {
            early_settings settings;
            settings.client.negotiation.alpn_protocols = {"h2", "http/1.1"};
            settings.server.negotiation.alpn_protocols = {"http/1.1"};
            settings.prepare();
            cause.make(settings);
            check_rejected(settings, cause.resumes);
        }
    }
}

// A client of this library does not offer the session then.
BOOST_AUTO_TEST_CASE(server_rejects_it_for_another_server_name)
{
    session received;
    early_settings settings;
    settings.client.sessions.on_new_session = [&](const session& s) { received = s; };
    settings.prepare();
    auto state = decode_session_state(encode(*received.state()));
    state->server_name = "other.example";
    settings.client.sessions.cache = nullptr;
    early_pair pair(settings);
    pair.client.set_server_name("other.example");
    pair.client.set_session(session(std::make_shared<const session_state>(std::move(*state))));
    BOOST_TEST(pair.write_early(early) == early.size());
    pair.finish();
    BOOST_TEST(is(pair.client, status::rejected));
    BOOST_TEST(is(pair.server, status::rejected));
    BOOST_TEST(!pair.server.info().session_reused);
    BOOST_TEST(pair.read_early().empty());
    pair.check_data_flows();
}

BOOST_AUTO_TEST_CASE(rejection_works_at_any_pace)
{
    for (unsigned seed = 0; seed < 12; ++seed) {
        early_settings settings;
        settings.prepare();
        settings.server.sessions.replays = nullptr;
        if (seed % 2 == 1)
            settings.server.negotiation.groups = {0x0018};
        check_rejected(settings, true, seed < 2 ? byte_by_byte() : random_pieces(seed));
    }
}

BOOST_AUTO_TEST_CASE(ticket_age_may_differ_within_the_window)
{
    for (auto difference : {-10'000, -9'000, 0, 9'000, 10'000}) {
        early_settings settings;
        settings.prepare();
        *settings.now += std::chrono::minutes(10);
        settings.client.clock = [now = settings.now, difference] {
            return *now + std::chrono::milliseconds(difference);
        };
        check_accepted(settings);
    }
}

BOOST_AUTO_TEST_CASE(client_offers_none_for_each_cause)
{
    const change causes[] = {
        {"no session", [](auto& s) { s.client.sessions.cache->clear(); }},
        {"sends none", [](auto& s) { s.client.sessions.max_early_data = 0; }},
        {"suite disabled", [](auto& s) { s.client.negotiation.cipher_suites = {0x1303}; }},
        {"protocol not offered", [](auto& s) { s.client.negotiation.alpn_protocols.clear(); }},
        {"TLS 1.2 only", [](auto& s) { s.client.negotiation.max_version = protocol_version::tls1_2; }},
    };
    for (const auto& cause : causes) {
        BOOST_TEST_CONTEXT(cause.name)
        {
            early_settings settings;
            settings.client.negotiation.alpn_protocols = settings.server.negotiation.alpn_protocols = {"http/1.1"};
            settings.prepare();
            cause.make(settings);
            check_unavailable(settings);
        }
    }
    early_settings settings(0);
    settings.client.sessions.max_early_data = 1000;
    settings.prepare();
    BOOST_TEST_CONTEXT("the ticket allows none") check_unavailable(settings);
}

BOOST_AUTO_TEST_CASE(captured_bytes_are_accepted_once)
{
    early_settings settings;
    settings.prepare();
    early_pair pair(settings);
    pair.write_early(early);
    const auto captured = to_bytes(pair.client.output());
    pair.carry(pair.client, pair.server);
    BOOST_TEST(pair.read_early() == early);

    // A second server with the same ticket keys and replay record.
    for (int copies = 0; copies < 3; ++copies) {
        early_pair again(settings);
        again.server.received(captured);
        BOOST_TEST(again.read_early().empty());
        BOOST_TEST(is(again.server, status::rejected));
        BOOST_TEST(again.server.info().session_reused);
        error_code error;
        again.server.check_writable(error);
        BOOST_TEST(error == error::reason::uninitialized);
    }
    pair.finish();
    pair.check_data_flows();
}

BOOST_AUTO_TEST_CASE(record_gets_the_binder_and_both_halves_of_the_window)
{
    early_settings settings;
    const auto record = record_that([](auto done) { done(true); });
    settings.server.sessions.replays = record;
    settings.prepare();
    check_accepted(settings);
    check_accepted(settings);
    BOOST_REQUIRE(record->values.size() == 2u);
    BOOST_TEST(record->values[0].size() == 32u);
    BOOST_TEST(record->values[0] != record->values[1]);
    BOOST_TEST((record->windows[0] == 2 * settings.server.sessions.early_data_window));
}

BOOST_AUTO_TEST_CASE(waits_for_the_replay_record)
{
    for (const bool is_new : {true, false}) {
        early_settings settings;
        replay_record::completion waiting;
        const auto record = record_that([&](auto done) { waiting = std::move(done); });
        settings.server.sessions.replays = record;
        settings.prepare();
        early_pair pair(settings);
        pair.write_early(early);
        pair.carry(pair.client, pair.server);
        BOOST_TEST(pair.read_early().empty());
        BOOST_TEST((pair.last_want == want::answer));
        auto start = pair.server.take_external_operation();
        BOOST_REQUIRE(static_cast<bool>(start));
        start([&](external_answer a) { pair.server.answer(std::move(a)); });
        BOOST_TEST(pair.read_early().empty());
        BOOST_TEST((pair.last_want == want::answer));
        waiting(is_new);
        waiting(!is_new); // only the first answer counts
        BOOST_TEST(pair.read_early() == (is_new ? early : bytes()));
        pair.finish();
        BOOST_TEST(is(pair.client, is_new ? status::accepted : status::rejected));
        pair.check_data_flows();
    }
}

BOOST_AUTO_TEST_CASE(single_use_tickets_need_no_replay_record)
{
    early_settings settings;
    settings.server.sessions.replays = nullptr;
    settings.server.sessions.store =
        std::make_shared<memory_session_store>(1 << 20, [now = settings.now] { return *now; });
    settings.server.sessions.single_use_tickets = true;
    settings.prepare();
    early_pair pair(settings);
    pair.write_early(early);
    const auto captured = to_bytes(pair.client.output());
    pair.finish();
    BOOST_TEST(pair.read_early() == early);
    BOOST_TEST(is(pair.client, status::accepted));

    early_pair again(settings);
    again.server.received(captured);
    BOOST_TEST(again.read_early().empty());
    BOOST_TEST(is(again.server, status::rejected));
    BOOST_TEST(!again.server.info().session_reused);
}

BOOST_AUTO_TEST_CASE(rejected_data_is_sent_again_if_the_settings_say_so)
{
    for (const bool retry : {false, true}) {
        early_settings settings;
        settings.client.sessions.resend_early_data = true;
        settings.prepare();
        settings.server.sessions.replays = nullptr;
        if (retry)
            settings.server.negotiation.groups = {0x0018};
        early_pair pair(settings);
        BOOST_TEST(pair.write_early(byte_view(early).first(700)) == 700u);
        BOOST_TEST(pair.write_early(byte_view(early).subspan(700)) == early.size() - 700);
        pair.finish();
        BOOST_TEST(is(pair.client, status::resent));
        BOOST_TEST(is(pair.server, status::rejected));
        const auto more = pattern(500);
        auto expected = early;
        expected.insert(expected.end(), more.begin(), more.end());
        BOOST_TEST(transfer(pair.client, pair.server, more, pair.size) == expected);
        BOOST_TEST(pair.read_early().empty());
        pair.check_data_flows();
    }
}

BOOST_AUTO_TEST_CASE(accepted_data_is_not_sent_again)
{
    early_settings settings;
    settings.client.sessions.resend_early_data = true;
    settings.prepare();
    check_accepted(settings);
}

BOOST_AUTO_TEST_CASE(is_not_sent_again_for_another_protocol)
{
    early_settings settings;
    settings.client.negotiation.alpn_protocols = {"h2", "http/1.1"};
    settings.server.negotiation.alpn_protocols = {"http/1.1"};
    settings.client.sessions.resend_early_data = true;
    settings.prepare();
    settings.server.negotiation.alpn_protocols = {"h2"};
    check_rejected(settings, false);
}

BOOST_AUTO_TEST_CASE(an_earlier_version_fails_the_connection)
{
    // RFC 8446 appendix D.3.
    early_settings settings;
    settings.prepare();
    settings.server.negotiation.max_version = protocol_version::tls1_2;
    early_pair pair(settings);
    error_code error;
    BOOST_TEST(pair.write_early(early) == early.size());
    // The server sees only the ClientHello: its answer is what matters.
    const auto sent = to_bytes(pair.client.output());
    const auto hello_size = std::size_t(5) + (std::size_t(sent[3]) << 8) + sent[4];
    pair.server.received(byte_view(sent).first(hello_size));
    pair.server.handshake(role::server, error);
    pair.client.sent(sent.size());
    pair.carry(pair.server, pair.client);
    BOOST_TEST((pair.client.handshake(role::client, error) == want::nothing));
    BOOST_TEST(error == error::reason::unsupported_protocol);
    BOOST_TEST((pair.client.alert_sent() == alert_description::protocol_version));
    pair.carry(pair.client, pair.server);
    pair.server.handshake(role::server, error);
    BOOST_TEST((pair.server.alert_received() == alert_description::protocol_version));
}

BOOST_AUTO_TEST_SUITE_END()
