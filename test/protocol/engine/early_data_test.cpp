// Early data between two engines: reading, answering and limiting it (RFC 8446 sections 2.3 and 4.2.10).

#include "protocol/engine/early_checks.hpp"

#include <string>

using namespace tls;
using namespace tls::test;

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

BOOST_AUTO_TEST_CASE(writer_waits_for_the_transport_at_256_kib)
{
    early_settings settings(1024 * 1024);
    settings.prepare();
    early_pair pair(settings);
    const auto data = pattern(600'000);
    const byte_view view(data);
    auto n = pair.write_early(view);
    BOOST_TEST(n == 256u * 1024);
    const auto rest = view.subspan(n);
    std::size_t more = 1;
    BOOST_TEST((pair.client.write_early({&rest, 1}, more, pair.write_error) == want::output));
    BOOST_TEST(!pair.write_error);
    BOOST_TEST(more == 0u);
    pair.carry(pair.client, pair.server);
    BOOST_TEST(pair.write_early(rest) == 256u * 1024);
}

BOOST_AUTO_TEST_CASE(ends_at_the_record_limit_of_its_key)
{
    early_settings settings(1024 * 1024);
    auto limited = std::make_shared<registry>(*registry::standard());
    auto suite = *limited->find_cipher_suite(0x1301);
    suite.limits.sealed_records = 3;
    limited->add(suite);
    settings.client.algorithms = limited;
    settings.client.negotiation.cipher_suites = {suite.id};
    settings.prepare();
    early_pair pair(settings);
    const auto data = pattern(200'000);
    std::size_t written = 0;
    for (int i = 0; i < 10 && !pair.write_error; ++i)
        written += pair.write_early(byte_view(data).subspan(written));
    BOOST_TEST(pair.write_error == tls::error::reason::early_data_limit_reached);
    BOOST_TEST(written > 0u);
    BOOST_TEST(written <= 3u * 16 * 1024);
}

BOOST_AUTO_TEST_CASE(write_reports_an_earlier_failure)
{
    early_settings settings;
    settings.prepare();
    early_pair pair(settings);
    BOOST_TEST(pair.write_early(early) == early.size());
    pair.client.received(as_bytes("HTTP/1.1 400 Bad Request\r\n\r\n"));
    error_code error;
    pair.client.handshake(role::client, error);
    BOOST_TEST(error.failed());
    BOOST_TEST(pair.write_early(early) == 0u);
    BOOST_TEST(pair.write_error == error);
    // The keys of early data are gone as well.
    bytes exported(16);
    error_code export_error;
    pair.client.export_early_keying_material("EXPORTER-test", std::nullopt, exported, export_error);
    BOOST_TEST(export_error == error);
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
