// Application data, close_notify and key updates.

#include "support/engine_pair.hpp"

#include <tls/configuration.hpp>

#include <boost/asio/error.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <numeric>

using namespace tls;
using namespace tls::test;

namespace {

struct connected {
    pki authority;
    configurations settings{authority, {authority.leaf()}};
    std::unique_ptr<engine_pair> pair;
    engine* client = nullptr;
    engine* server = nullptr;

    connected() { connect(); }

    void connect()
    {
        pair.reset(new engine_pair(std::make_shared<configuration>(settings.client),
                                   std::make_shared<configuration>(settings.server)));
        pair->handshake();
        BOOST_REQUIRE(pair->established());
        client = &pair->client;
        server = &pair->server;
    }

    std::size_t write(engine& e, byte_view data)
    {
        std::size_t n = 0;
        error_code error;
        BOOST_TEST((e.write({&data, 1}, n, error) == want::nothing));
        BOOST_TEST(!error, error.message());
        return n;
    }

    error_code read_error(engine& e)
    {
        bytes space(100);
        byte_span into(space);
        std::size_t n = 0;
        error_code error;
        e.read({&into, 1}, n, error);
        return error;
    }

    bytes read(engine& e, std::size_t size = 100'000)
    {
        bytes space(size);
        byte_span into(space);
        std::size_t n = 0;
        error_code error;
        auto wants = e.read({&into, 1}, n, error);
        BOOST_TEST(!error, error.message());
        BOOST_TEST((wants == (n == 0 ? want::input : want::nothing)));
        space.resize(n);
        return space;
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(application_data, connected)

BOOST_AUTO_TEST_CASE(transfers_large_data_in_both_directions)
{
    auto data = pattern(3'000'000);
    BOOST_TEST((transfer(*client, *server, data, whole()) == data));
    BOOST_TEST((transfer(*server, *client, data, random_pieces(3), 777) == data));
}

BOOST_AUTO_TEST_CASE(writes_from_and_reads_into_many_buffers)
{
    auto data = pattern(10'000);
    std::vector<byte_view> from;
    for (std::size_t at = 0, size = 0; at < data.size(); at += size, size = (size + 7) % 300)
        from.push_back(byte_view(data).subspan(at, std::min(size, data.size() - at)));
    std::size_t n = 0;
    error_code error;
    client->write(from, n, error);
    BOOST_TEST(n == data.size());
    pair->exchange();

    bytes arrived(data.size());
    std::vector<byte_span> into;
    for (std::size_t at = 0, size = 1; at < arrived.size(); at += size, size = size * 2 % 4001)
        into.push_back(byte_span(arrived).subspan(at, std::min(size, arrived.size() - at)));
    BOOST_TEST((server->read(into, n, error) == want::nothing));
    BOOST_TEST(n == data.size());
    BOOST_TEST((arrived == data));
}

BOOST_AUTO_TEST_CASE(seals_at_most_256_kib_per_write)
{
    auto data = pattern(1'000'000);
    BOOST_TEST(write(*client, data) == 256u * 1024);
    BOOST_TEST(client->output().size() == 256u * 1024 + 16 * 22);
    std::size_t n = 0;
    error_code error;
    byte_view more(data);
    BOOST_TEST((client->write({&more, 1}, n, error) == want::output));
    BOOST_TEST(n == 0u);
}

BOOST_AUTO_TEST_CASE(reads_several_records_in_one_call)
{
    for (int i = 0; i < 10; ++i)
        write(*client, pattern(100));
    pair->exchange();
    BOOST_TEST(read(*server).size() == 1000u);
}

BOOST_AUTO_TEST_CASE(keeps_rest_of_record_for_next_read)
{
    auto data = pattern(1000);
    write(*client, data);
    pair->exchange();
    BOOST_TEST(read(*server, 300).size() == 300u);
    BOOST_TEST(server->pending() == 700u);
    auto rest = read(*server);
    BOOST_TEST((std::ranges::equal(rest, byte_view(data).subspan(300))));
    BOOST_TEST(server->pending() == 0u);
}

BOOST_AUTO_TEST_CASE(allows_empty_read_and_write_before_handshake)
{
    engine fresh(std::make_shared<configuration>());
    std::size_t n = 7;
    error_code error;
    byte_view nothing;
    byte_span nowhere;
    BOOST_TEST((fresh.write({&nothing, 1}, n, error) == want::nothing));
    BOOST_TEST((n == 0 && !error));
    BOOST_TEST((fresh.read({&nowhere, 1}, n, error) == want::nothing));
    BOOST_TEST((n == 0 && !error));
}

BOOST_AUTO_TEST_CASE(rejects_data_before_handshake)
{
    engine fresh(std::make_shared<configuration>());
    std::size_t n = 0;
    error_code error;
    auto data = pattern(1);
    byte_view from(data);
    byte_span into(data);
    fresh.write({&from, 1}, n, error);
    BOOST_TEST(error == tls::error::reason::uninitialized);
    fresh.read({&into, 1}, n, error);
    BOOST_TEST(error == tls::error::reason::uninitialized);
    fresh.shutdown(error);
    BOOST_TEST(error == tls::error::reason::uninitialized);
}

BOOST_AUTO_TEST_CASE(shuts_down_after_close_notify_from_both_sides)
{
    error_code error;
    BOOST_TEST((client->shutdown(error) == want::input));
    pair->exchange();
    BOOST_TEST(read_error(*server) == boost::asio::error::eof);
    BOOST_TEST((server->shutdown(error) == want::nothing));
    BOOST_TEST(!error);
    pair->exchange();
    BOOST_TEST((client->shutdown(error) == want::nothing));
    BOOST_TEST(!error);
}

BOOST_AUTO_TEST_CASE(supports_half_close)
{
    error_code error;
    write(*client, pattern(10));
    client->close_write(error);
    BOOST_TEST(!error);
    pair->exchange();
    BOOST_TEST(read(*server).size() == 10u);
    BOOST_TEST(read_error(*server) == boost::asio::error::eof);
    auto data = pattern(5000);
    BOOST_TEST((transfer(*server, *client, data, whole()) == data));

    std::size_t n = 0;
    byte_view more(data);
    client->write({&more, 1}, n, error);
    BOOST_TEST(error == tls::error::reason::protocol_is_shutdown);
}

BOOST_AUTO_TEST_CASE(discards_data_received_during_shutdown)
{
    error_code error;
    write(*server, pattern(50'000));
    BOOST_TEST((client->shutdown(error) == want::input));
    pair->exchange();
    BOOST_TEST((client->shutdown(error) == want::input));
    server->close_write(error);
    pair->exchange();
    BOOST_TEST((client->shutdown(error) == want::nothing));
    BOOST_TEST(!error);
}

BOOST_AUTO_TEST_CASE(reports_truncation_if_transport_ends_without_close_notify)
{
    write(*client, pattern(10));
    pair->exchange();
    server->end_of_input();
    BOOST_TEST(read(*server).size() == 10u);
    BOOST_TEST(read_error(*server) == tls::error::stream_truncated);
    error_code error;
    client->end_of_input();
    client->shutdown(error);
    BOOST_TEST(error == tls::error::stream_truncated);
}

BOOST_AUTO_TEST_CASE(updates_own_write_keys)
{
    error_code error;
    auto data = pattern(1000);
    for (unsigned i = 1; i <= 5; ++i) {
        client->update_keys(false, error);
        BOOST_TEST((transfer(*client, *server, data, byte_by_byte()) == data));
        BOOST_TEST(client->write_key_updates() == i);
        BOOST_TEST(server->read_key_updates() == i);
    }
    BOOST_TEST(server->write_key_updates() == 0u);
    BOOST_TEST((transfer(*server, *client, data, whole()) == data));
}

BOOST_AUTO_TEST_CASE(requests_key_update_from_peer)
{
    error_code error;
    auto data = pattern(1000);
    client->update_keys(true, error);
    pair->exchange();
    read(*server);
    BOOST_TEST(server->write_key_updates() == 1u);
    BOOST_TEST((transfer(*server, *client, data, whole()) == data));
    BOOST_TEST(client->read_key_updates() == 1u);
    BOOST_TEST((transfer(*client, *server, data, whole()) == data));
}

BOOST_AUTO_TEST_CASE(updates_keys_only_on_an_open_connection_of_tls13)
{
    error_code error;
    engine idle(std::make_shared<configuration>(settings.client));
    idle.update_keys(false, error);
    BOOST_TEST(error == tls::error::reason::uninitialized);
    client->close_write(error);
    BOOST_TEST(!error);
    client->update_keys(false, error);
    BOOST_TEST(error == tls::error::reason::protocol_is_shutdown);
    settings.client.negotiation.max_version = protocol_version::tls1_2;
    connect();
    client->update_keys(false, error);
    BOOST_TEST(error == boost::asio::error::operation_not_supported);
    BOOST_TEST(client->write_key_updates() == 0u);
}

BOOST_AUTO_TEST_CASE(answers_many_key_update_requests_with_one_update)
{
    error_code error;
    for (int i = 0; i < 10; ++i)
        client->update_keys(true, error);
    while (move_piece(*client, *server, whole())) {}
    read(*server);
    BOOST_TEST(server->read_key_updates() == 10u);
    BOOST_TEST(server->write_key_updates() == 1u);
}

BOOST_AUTO_TEST_CASE(rejects_too_many_key_updates_without_data)
{
    error_code error;
    for (unsigned i = 0; i <= limits().max_key_updates_without_data; ++i)
        client->update_keys(false, error);
    pair->exchange();
    BOOST_TEST(read_error(*server) == tls::error::reason::too_many_key_updates);
    pair->exchange();
    BOOST_TEST(read_error(*client) == tls::error::alert_received(alert_description::unexpected_message));
}

BOOST_AUTO_TEST_CASE(rejects_tampered_record)
{
    write(*client, pattern(100));
    auto output = client->output();
    bytes tampered(output.begin(), output.end());
    tampered[20] ^= 1;
    client->sent(output.size());
    server->received(tampered);
    BOOST_TEST(read_error(*server) == tls::error::reason::bad_record_mac);
    BOOST_TEST((server->alert_sent() == alert_description::bad_record_mac));
    pair->exchange();
    BOOST_TEST(read_error(*client) == tls::error::alert_received(alert_description::bad_record_mac));
    BOOST_TEST(read_error(*client).value() == (20 << 23 | 1020));
}

BOOST_AUTO_TEST_CASE(delivers_data_before_tampered_record)
{
    write(*client, pattern(100));
    pair->exchange();
    write(*client, pattern(100));
    auto output = client->output();
    bytes tampered(output.begin(), output.end());
    tampered.back() ^= 1;
    server->received(tampered);
    BOOST_TEST(read(*server).size() == 100u);
    BOOST_TEST(read_error(*server) == tls::error::reason::bad_record_mac);
}

BOOST_AUTO_TEST_CASE(rejects_replayed_record)
{
    write(*client, pattern(100));
    auto output = client->output();
    bytes twice(output.begin(), output.end());
    twice.insert(twice.end(), output.begin(), output.end());
    server->received(twice);
    BOOST_TEST(read(*server).size() == 100u);
    BOOST_TEST(read_error(*server) == tls::error::reason::bad_record_mac);
}

BOOST_AUTO_TEST_CASE(rejects_oversized_record_by_its_header)
{
    server->received(bytes{23, 3, 3, 0x41, 0x01});
    BOOST_TEST(read_error(*server) == tls::error::reason::record_overflow);
    BOOST_TEST((server->alert_sent() == alert_description::record_overflow));
}

BOOST_AUTO_TEST_CASE(rejects_change_cipher_spec_after_handshake)
{
    server->received(bytes{20, 3, 3, 0, 1, 1});
    BOOST_TEST(read_error(*server) == tls::error::reason::bad_change_cipher_spec);
    BOOST_TEST((server->alert_sent() == alert_description::unexpected_message));
}

BOOST_AUTO_TEST_CASE(rejects_unencrypted_alert_after_handshake)
{
    server->received(bytes{21, 3, 3, 0, 2, 1, 0});
    BOOST_TEST(read_error(*server) == tls::error::reason::unexpected_message);
}

BOOST_AUTO_TEST_SUITE_END()

// TLS 1.2 has no KeyUpdate, so the connection must end before the key does.
BOOST_AUTO_TEST_CASE(write_fails_at_record_limit_of_tls12_suite)
{
    pki authority;
    configurations settings(authority, {authority.leaf(key_type::secp256r1)});
    auto limited = std::make_shared<registry>(*registry::standard());
    auto suite = *limited->find_cipher_suite(0xc02b);
    suite.limits.sealed_records = 5; // of 16 KiB each
    limited->add(suite);
    settings.client.algorithms = limited;
    settings.client.negotiation.max_version = protocol_version::tls1_2;
    settings.client.negotiation.cipher_suites = {suite.id};
    auto pair = settings.pair();
    pair.handshake();
    BOOST_REQUIRE(pair.established());
    const auto data = pattern(200'000);
    std::size_t written = 0;
    error_code error;
    while (!error && written < data.size()) {
        const auto view = byte_view(data).subspan(written);
        std::size_t n = 0;
        pair.client.write({&view, 1}, n, error);
        written += n;
    }
    BOOST_TEST(error == tls::error::reason::sequence_number_overflow, error.message());
    BOOST_TEST(written > 2u * 16 * 1024);
    BOOST_TEST(written < 5u * 16 * 1024);
    BOOST_TEST((pair.client.alert_sent() == alert_description::internal_error));
}

BOOST_AUTO_TEST_CASE(updates_keys_before_record_limit_of_suite)
{
    pki authority;
    configurations settings(authority, {authority.leaf()});
    auto limited = std::make_shared<registry>(*registry::standard());
    auto suite = *limited->find_cipher_suite(0x1301);
    suite.limits.sealed_records = 5;
    limited->add(suite);
    settings.client.algorithms = limited;
    auto pair = settings.pair();
    pair.handshake();
    BOOST_REQUIRE(pair.established());
    auto data = pattern(500'000);
    BOOST_TEST((transfer(pair.client, pair.server, data, whole()) == data));
    BOOST_TEST(pair.client.write_key_updates() >= 7u);
    BOOST_TEST(pair.client.write_key_updates() == pair.server.read_key_updates());
}
