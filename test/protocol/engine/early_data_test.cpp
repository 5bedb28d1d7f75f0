// Early data between two engines (RFC 8446 sections 2.3, 4.2.10 and 8).

#include "support/early_data.hpp"

#include <tls/session_store.hpp>

#include <boost/asio/error.hpp>

#include <functional>
#include <string>

using namespace tls;
using namespace tls::test;

namespace {

using status = early_data_status;

const bytes early = pattern(2000);

bool is(const engine& e, status expected)
{
    return e.info().early_data == expected;
}

/// Connects with early data, and checks that the server reads it.
void check_accepted(const configurations& settings, pace p = whole())
{
    early_pair pair(settings, std::move(p));
    BOOST_TEST(pair.write_early(early) == early.size());
    BOOST_TEST(!pair.write_error);
    pair.finish();
    BOOST_TEST(is(pair.client, status::accepted));
    BOOST_TEST(is(pair.server, status::accepted));
    BOOST_TEST(pair.server.info().session_reused);
    BOOST_TEST(pair.read_early() == early);
    BOOST_TEST(pair.read_error == boost::asio::error::eof);
    pair.check_data_flows();
}

/// Connects with early data, and checks that the server rejects it and the connection works.
void check_rejected(const configurations& settings, bool resumes, pace p = whole())
{
    early_pair pair(settings, std::move(p));
    BOOST_TEST(pair.write_early(early) == early.size());
    BOOST_TEST(!pair.write_error);
    BOOST_TEST(is(pair.client, status::offered));
    pair.finish();
    BOOST_TEST(is(pair.client, status::rejected));
    BOOST_TEST(is(pair.server, status::rejected));
    BOOST_TEST(pair.client.info().session_reused == resumes);
    BOOST_TEST(pair.server.info().session_reused == resumes);
    BOOST_TEST(pair.read_early().empty());
    BOOST_TEST(pair.read_error == boost::asio::error::eof);
    BOOST_TEST(pair.write_early(early) == 0u);
    BOOST_TEST(pair.write_error == error::reason::early_data_rejected);
    pair.check_data_flows();
}

/// Checks that a client offers no early data, and that the connection works.
void check_unavailable(const configurations& settings)
{
    early_pair pair(settings);
    BOOST_TEST(pair.write_early(early) == 0u);
    BOOST_TEST(pair.write_error == error::reason::early_data_unavailable);
    pair.finish();
    BOOST_TEST(is(pair.client, status::none));
    BOOST_TEST(is(pair.server, status::none));
    BOOST_TEST(pair.write_early(early) == 0u);
    BOOST_TEST(pair.write_error == error::reason::early_data_unavailable);
    BOOST_TEST(pair.read_early().empty());
    BOOST_TEST(pair.read_error == boost::asio::error::eof);
    pair.check_data_flows();
}

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

BOOST_AUTO_TEST_SUITE(early_data)

BOOST_AUTO_TEST_CASE(is_read_and_answered_before_the_handshake_completes)
{
    early_settings settings;
    settings.prepare();
    early_pair pair(settings);
    BOOST_TEST(pair.write_early(early) == early.size());
    pair.carry(pair.client, pair.server);
    BOOST_TEST(pair.read_early() == early);
    BOOST_TEST((pair.last_want == want::input));
    BOOST_TEST(is(pair.server, status::accepted));
    BOOST_TEST(!pair.server.handshake_complete());

    // More early data, while the server's flight is under way.
    BOOST_TEST(pair.write_early(early) == early.size());

    const auto answer = pattern(5000);
    const byte_view view(answer);
    std::size_t n = 0;
    error_code error;
    pair.server.check_writable(error);
    BOOST_TEST(!error);
    BOOST_TEST((pair.server.write({&view, 1}, n, error) == want::nothing));
    BOOST_TEST(!error);
    BOOST_TEST(n == answer.size());
    pair.carry(pair.server, pair.client);

    // The client reads it at once when its handshake is complete. The server has not received its Finished.
    BOOST_TEST((pair.client.handshake(role::client, error) == want::nothing));
    BOOST_TEST(!error);
    BOOST_TEST(is(pair.client, status::accepted));
    bytes space(2 * answer.size());
    byte_span into(space);
    BOOST_TEST((pair.client.read({&into, 1}, n, error) == want::nothing));
    space.resize(n);
    BOOST_TEST(space == answer);
    BOOST_TEST(!pair.server.handshake_complete());

    pair.finish();
    BOOST_TEST(pair.read_early() == early);
    BOOST_TEST(pair.read_error == boost::asio::error::eof);
    pair.check_data_flows();
}

BOOST_AUTO_TEST_CASE(is_kept_for_read_early_while_the_handshake_runs)
{
    early_settings settings;
    settings.prepare();
    check_accepted(settings);
    check_accepted(settings, byte_by_byte());
    for (unsigned seed = 0; seed < 10; ++seed)
        check_accepted(settings, random_pieces(seed));
}

BOOST_AUTO_TEST_CASE(more_than_other_held_data_is_kept)
{
    early_settings settings(1024 * 1024);
    settings.prepare();
    const auto data = pattern(700'000);
    early_pair pair(settings);
    byte_view left(data);
    while (!left.empty()) {
        left = left.subspan(pair.write_early(left));
        pair.carry_to_handshake();
    }
    pair.finish();
    BOOST_TEST(pair.read_early() == data);
    pair.check_data_flows();
}

BOOST_AUTO_TEST_CASE(read_never_returns_it)
{
    early_settings settings;
    settings.prepare();
    early_pair pair(settings);
    pair.write_early(early);
    pair.carry(pair.client, pair.server);
    bytes space(100);
    byte_span into(space);
    std::size_t n = 0;
    error_code error;
    pair.server.handshake(role::server, error);
    BOOST_TEST((pair.server.read({&into, 1}, n, error) == want::nothing));
    BOOST_TEST(error == error::reason::uninitialized);
    pair.finish();
    BOOST_TEST((pair.server.read({&into, 1}, n, error) == want::input));
    BOOST_TEST(pair.server.pending() == 0u);
    pair.check_data_flows();
    BOOST_TEST(pair.read_early() == early);
}

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

BOOST_AUTO_TEST_CASE(is_not_offered_if_the_application_writes_none)
{
    early_settings settings;
    settings.prepare();
    early_pair pair(settings);
    pair.finish();
    BOOST_TEST(pair.client.info().session_reused);
    BOOST_TEST(is(pair.client, status::none));
    BOOST_TEST(is(pair.server, status::none));
}

BOOST_AUTO_TEST_CASE(client_obeys_both_limits)
{
    for (const bool own : {false, true}) {
        early_settings settings(1500);
        settings.prepare();
        if (own)
            settings.client.sessions.max_early_data = 1000;
        const std::size_t limit = own ? 1000 : 1500;
        early_pair pair(settings);
        BOOST_TEST(pair.write_early(byte_view(early).first(900)) == 900u);
        BOOST_TEST(pair.write_early(byte_view(early).subspan(900)) == limit - 900);
        BOOST_TEST(!pair.write_error);
        BOOST_TEST(pair.write_early(early) == 0u);
        BOOST_TEST(pair.write_error == error::reason::early_data_limit_reached);
        pair.finish();
        BOOST_TEST(pair.read_early() == to_bytes(byte_view(early).first(limit)));
        BOOST_TEST(is(pair.client, status::accepted));
        pair.check_data_flows();
    }
}

BOOST_AUTO_TEST_CASE(no_more_can_be_written_after_the_handshake)
{
    early_settings settings;
    settings.prepare();
    early_pair pair(settings);
    pair.write_early(early);
    pair.finish();
    BOOST_TEST(pair.write_early(early) == 0u);
    BOOST_TEST(pair.write_error == error::reason::early_data_unavailable);
    pair.check_data_flows();
}

BOOST_AUTO_TEST_CASE(roles_have_only_their_own_function)
{
    early_settings settings;
    early_pair pair(settings);
    bytes space(10);
    byte_span into(space);
    const byte_view from(early);
    std::size_t n = 0;
    error_code error;
    pair.client.handshake(role::client, error);
    BOOST_TEST((pair.client.read_early({&into, 1}, n, error) == want::nothing));
    BOOST_TEST(error == boost::asio::error::operation_not_supported);
    pair.server.handshake(role::server, error);
    BOOST_TEST((pair.server.write_early({&from, 1}, n, error) == want::nothing));
    BOOST_TEST(error == error::reason::early_data_unavailable);
    pair.finish();
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

BOOST_AUTO_TEST_CASE(server_writes_no_answer_before_the_handshake_without_it)
{
    early_settings settings;
    settings.prepare();
    early_pair pair(settings);
    error_code error;
    pair.client.handshake(role::client, error);
    pair.carry(pair.client, pair.server);
    BOOST_TEST(pair.read_early().empty());
    BOOST_TEST(pair.read_error == boost::asio::error::eof);
    const byte_view view(early);
    std::size_t n = 0;
    BOOST_TEST((pair.server.write({&view, 1}, n, error) == want::nothing));
    BOOST_TEST(error == error::reason::uninitialized);
    pair.finish();
}

BOOST_AUTO_TEST_CASE(works_with_small_records_and_padding)
{
    early_settings settings;
    settings.client.negotiation.record_size_limit = settings.server.negotiation.record_size_limit = 100;
    settings.client.hooks.padding =
        settings.server.hooks.padding = [](std::size_t, std::size_t room) { return std::min<std::size_t>(room, 30); };
    settings.prepare();
    check_accepted(settings);
    settings.server.sessions.replays = nullptr;
    check_rejected(settings, true);
}

BOOST_AUTO_TEST_CASE(works_with_every_suite_and_without_compatibility_mode)
{
    for (const auto& suite : registry::standard()->cipher_suites()) {
        if (!suite.usable_in(protocol_version::tls1_3))
            continue;
        BOOST_TEST_CONTEXT(suite.name)
        {
            early_settings settings;
            settings.client.negotiation.middlebox_compatibility = false;
            settings.client.negotiation.cipher_suites = settings.server.negotiation.cipher_suites = {suite.id};
            settings.prepare();
            check_accepted(settings);
            settings.server.sessions.replays = nullptr;
            check_rejected(settings, true);
        }
    }
}

BOOST_AUTO_TEST_CASE(both_sides_log_the_same_secret)
{
    early_settings settings;
    settings.prepare();
    std::string client_lines, server_lines;
    settings.client.hooks.key_log = [&](std::string_view line) { client_lines.append(line) += '\n'; };
    settings.server.hooks.key_log = [&](std::string_view line) { server_lines.append(line) += '\n'; };
    check_accepted(settings);
    BOOST_TEST(client_lines.starts_with("CLIENT_EARLY_TRAFFIC_SECRET "));
    const auto line = client_lines.substr(0, client_lines.find('\n'));
    BOOST_TEST(server_lines.find(line) != std::string::npos);
}

BOOST_AUTO_TEST_CASE(both_sides_export_the_same_keying_material)
{
    early_settings settings;
    settings.prepare();
    early_pair pair(settings);
    bytes ours(32), theirs(32);
    error_code error;
    pair.client.export_early_keying_material("EXPERIMENTAL test", {}, ours, error);
    BOOST_TEST(error == error::reason::uninitialized);
    pair.write_early(early);
    pair.client.export_early_keying_material("EXPERIMENTAL test", {}, ours, error);
    BOOST_TEST(!error);
    pair.carry(pair.client, pair.server);
    pair.read_early();
    pair.server.export_early_keying_material("EXPERIMENTAL test", {}, theirs, error);
    BOOST_TEST(!error);
    BOOST_TEST(ours == theirs);
    BOOST_TEST(ours != bytes(32));
    pair.client.export_early_keying_material("master secret", {}, ours, error);
    BOOST_TEST(error == boost::asio::error::invalid_argument);
    pair.finish();

    settings.server.sessions.replays = nullptr;
    early_pair rejected(settings);
    rejected.write_early(early);
    rejected.finish();
    rejected.client.export_early_keying_material("EXPERIMENTAL test", {}, ours, error);
    BOOST_TEST(error == error::reason::uninitialized);
    rejected.server.export_early_keying_material("EXPERIMENTAL test", {}, ours, error);
    BOOST_TEST(error == error::reason::uninitialized);
}

BOOST_AUTO_TEST_CASE(end_of_the_transport_is_reported)
{
    early_settings settings;
    settings.prepare();
    early_pair pair(settings);
    pair.write_early(early);
    pair.carry(pair.client, pair.server);
    pair.server.end_of_input();
    BOOST_TEST(pair.read_early() == early);
    BOOST_TEST(pair.read_error == error::stream_truncated);
    BOOST_TEST((pair.last_want == want::nothing));
}

BOOST_AUTO_TEST_SUITE_END()
