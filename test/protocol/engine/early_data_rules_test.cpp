// Peers that violate the rules for early data (RFC 8446 sections 4.2.10 and 4.5). Both sides are our engines; the tests
// send records of their own under an engine's present keys.

#include "protocol/engine/engine_state.hpp"
#include "protocol/message/end_of_early_data.hpp"
#include "protocol/message/finished.hpp"
#include "protocol/message/key_update.hpp"
#include "protocol/record/record_header.hpp"
#include "support/early_data.hpp"

#include <boost/asio/error.hpp>

#include <functional>

namespace early_data_rules_test {

using namespace tls;
using namespace tls::test;

namespace {

constexpr std::size_t limit = 1000;
const bytes early = pattern(600);

std::size_t first_record_size(byte_view output)
{
    return record_header_size + (std::size_t(output[3]) << 8) + output[4];
}

/// Carries the first record of `from`.
void carry_record(engine_state& from, engine_state& to)
{
    auto& output = from.connection().records().output();
    const auto front = output.front();
    BOOST_REQUIRE(front.size() > record_header_size);
    const auto size = first_record_size(front);
    to.connection().records().input().append(front.first(size));
    output.sent(size);
}

void carry(engine_state& from, engine_state& to)
{
    while (!from.connection().records().output().empty())
        carry_record(from, to);
}

void drop_record(engine_state& from)
{
    auto& output = from.connection().records().output();
    output.sent(first_record_size(output.front()));
}

std::unique_ptr<engine_state> engine_for(const configuration& config)
{
    auto engine = std::make_unique<engine_state>(std::make_shared<configuration>(config));
    engine->endpoint().server_name = x509::parse_host("localhost");
    engine->endpoint().verify_host = x509::parse_host("localhost");
    return engine;
}

/// A client and a server. The client has sent early data, and the server has answered.
struct violation_test {
    early_settings settings{limit};
    std::unique_ptr<engine_state> client, server;
    error_code error;

    violation_test() { settings.prepare(); }

    void begin()
    {
        client = engine_for(settings.client);
        server = engine_for(settings.server);
        server->endpoint().verify_host.reset();
        const byte_view data(early);
        std::size_t n = 0;
        BOOST_REQUIRE((client->early_data().write({&data, 1}, n, error) == want::nothing));
        BOOST_REQUIRE(!error);
        carry(*client, *server);
        BOOST_REQUIRE((server->handshake(role::server, error) == want::input));
        carry(*server, *client);
    }

    /// Sends handshake bytes of the client in one record.
    void send(byte_view messages)
    {
        client->connection().queue_handshake(messages);
        client->connection().flush();
    }
    void send_data(std::size_t size)
    {
        const auto data = pattern(size);
        const byte_view view(data);
        client->connection().write({&view, 1}, size);
    }
    void send_plain(byte_view record)
    {
        carry(*client, *server);
        server->connection().records().input().append(record);
    }

    void check_server_refuses(error::reason reason, alert_description alert)
    {
        carry(*client, *server);
        BOOST_TEST((server->handshake(role::server, error) == want::nothing));
        BOOST_TEST(error == reason, error.message());
        BOOST_TEST((server->alert_sent() == alert));
    }
    void check_client_refuses(error::reason reason, alert_description alert)
    {
        BOOST_TEST((client->handshake(role::client, error) == want::nothing));
        BOOST_TEST(error == reason, error.message());
        BOOST_TEST((client->alert_sent() == alert));
    }

    void check_completes()
    {
        for (int round = 0; round < 3; ++round) {
            client->handshake(role::client, error);
            BOOST_REQUIRE(!error);
            carry(*client, *server);
            server->handshake(role::server, error);
            BOOST_REQUIRE(!error);
            carry(*server, *client);
        }
        BOOST_TEST(client->is_connected());
        BOOST_TEST(server->is_connected());
    }
};

bytes joined(bytes a, byte_view b)
{
    a.insert(a.end(), b.begin(), b.end());
    return a;
}

const bytes end = message::encode_message(message::end_of_early_data{});
const bytes finished = message::encode_message(message::finished{bytes(32)});

constexpr auto unexpected = alert_description::unexpected_message;

} // namespace

BOOST_FIXTURE_TEST_SUITE(early_data_rules, violation_test)

BOOST_AUTO_TEST_CASE(accepts_data_up_to_the_limit)
{
    begin();
    send_data(limit - early.size());
    check_completes();
}

BOOST_AUTO_TEST_CASE(refuses_one_byte_above_the_limit)
{
    begin();
    send_data(limit - early.size());
    send_data(1);
    check_server_refuses(error::reason::too_much_early_data, unexpected);
}

BOOST_AUTO_TEST_CASE(read_early_refuses_data_above_the_limit)
{
    begin();
    send_data(limit - early.size() + 1);
    carry(*client, *server);
    bytes space(2 * limit);
    byte_span into(space);
    std::size_t n = 0;
    BOOST_TEST((server->early_data().read({&into, 1}, n, error) == want::nothing));
    BOOST_TEST(n == early.size());
    BOOST_TEST((server->early_data().read({&into, 1}, n, error) == want::nothing));
    BOOST_TEST(n == 0u);
    BOOST_TEST(error == error::reason::too_much_early_data);
}

BOOST_AUTO_TEST_CASE(refuses_wrong_uses_of_end_of_early_data)
{
    struct {
        const char* name;
        std::function<void(violation_test&)> deviate;
        error::reason reason;
        alert_description alert;
    } const cases[] = {
        {"missing",
         [](auto& t) {
             t.client->handshake(role::client, t.error);
             drop_record(*t.client);
         },
         error::reason::bad_record_mac, alert_description::bad_record_mac},
        {"doubled",
         [](auto& t) {
             t.send(end);
             t.send(end);
         },
         error::reason::bad_record_mac, alert_description::bad_record_mac},
        {"doubled in one record", [](auto& t) { t.send(joined(end, end)); }, error::reason::not_on_record_boundary,
         unexpected},
        {"with trailing bytes in its record", [](auto& t) { t.send(joined(end, bytes{20})); },
         error::reason::not_on_record_boundary, unexpected},
        {"with a body",
         [](auto& t) {
             t.send(bytes{5, 0, 0, 1, 0});
         },
         error::reason::length_mismatch, alert_description::decode_error},
        {"data after it",
         [](auto& t) {
             t.send(end);
             t.send_data(10);
         },
         error::reason::bad_record_mac, alert_description::bad_record_mac},
        {"data between its parts",
         [](auto& t) {
             t.send(byte_view(end).first(2));
             t.send_data(10);
         },
         error::reason::unexpected_message, unexpected},
        {"Finished instead", [](auto& t) { t.send(finished); }, error::reason::unexpected_message, unexpected},
        {"KeyUpdate instead", [](auto& t) { t.send(message::encode_message(message::key_update{})); },
         error::reason::unexpected_message, unexpected},
        {"not encrypted",
         [](auto& t) {
             t.send_plain(bytes{22, 3, 3, 0, 4, 5, 0, 0, 0});
         },
         error::reason::unexpected_message, unexpected},
    };
    for (const auto& each : cases) {
        BOOST_TEST_CONTEXT(each.name)
        {
            settings.prepare();
            begin();
            each.deviate(*this);
            check_server_refuses(each.reason, each.alert);
        }
    }
}

// The rows of protocol/hostile/matrix_test.cpp for the wait at EndOfEarlyData, which its peers do not reach.
BOOST_AUTO_TEST_CASE(refuses_every_other_message_before_end_of_early_data)
{
    for (unsigned type = 0; type < 256; ++type) {
        if (static_cast<handshake_type>(type) == handshake_type::end_of_early_data)
            continue;
        for (const unsigned size : {0u, 3u, 70u}) {
            BOOST_TEST_CONTEXT("type " << type << ", " << size << " bytes")
            {
                settings.prepare();
                begin();
                send(joined(bytes{static_cast<std::uint8_t>(type), 0, 0, static_cast<std::uint8_t>(size)},
                            bytes(size, 1)));
                check_server_refuses(error::reason::unexpected_message, unexpected);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(refuses_every_other_protected_record_before_end_of_early_data)
{
    for (unsigned type = 0; type < 256; ++type) {
        const auto content = static_cast<content_type>(type);
        if (content == content_type::alert || content == content_type::handshake ||
            content == content_type::application_data)
            continue;
        // Type 0 with zeros is a record of padding only.
        const bytes data(20, type == 0 ? 0 : 1);
        BOOST_TEST_CONTEXT("type " << type)
        {
            settings.prepare();
            begin();
            client->connection().records().write(content, data);
            const auto reason = type == 0                                     ? error::reason::bad_record_type
                                : content == content_type::change_cipher_spec ? error::reason::bad_change_cipher_spec
                                                                              : error::reason::unexpected_message;
            check_server_refuses(reason, unexpected);
        }
    }
    for (unsigned description = 0; description < 256; ++description) {
        const auto alert = static_cast<alert_description>(description);
        if (alert == alert_description::user_canceled) // no error: see limits::max_warning_alerts
            continue;
        BOOST_TEST_CONTEXT("alert " << description)
        {
            settings.prepare();
            begin();
            client->connection().send_alert(alert_level::warning, alert);
            carry(*client, *server);
            BOOST_TEST((server->handshake(role::server, error) == want::nothing));
            BOOST_TEST(error ==
                       (description == 0 ? error_code(boost::asio::error::eof) : error::alert_received(alert)));
            BOOST_TEST(!server->alert_sent());
        }
    }
}

BOOST_AUTO_TEST_CASE(refuses_every_unprotected_record_before_end_of_early_data)
{
    for (unsigned type = 0; type < 256; ++type) {
        const auto content = static_cast<content_type>(type);
        const bool is_data = content == content_type::application_data;
        BOOST_TEST_CONTEXT("type " << type)
        {
            settings.prepare();
            begin();
            // No legal change_cipher_spec record either: that has the single byte 1.
            send_plain(joined(bytes{static_cast<std::uint8_t>(type), 3, 3, 0, 20}, bytes(20, 2)));
            carry(*client, *server);
            BOOST_TEST((server->handshake(role::server, error) == want::nothing));
            BOOST_TEST((error == error::condition::peer_message), error.message());
            BOOST_TEST((server->alert_sent() == (is_data ? alert_description::bad_record_mac : unexpected)));
        }
    }
}

BOOST_AUTO_TEST_CASE(accepts_change_cipher_spec_among_early_data)
{
    begin();
    send_plain(bytes{20, 3, 3, 0, 1, 1});
    send_data(10);
    check_completes();
}

BOOST_AUTO_TEST_CASE(refuses_end_of_early_data_that_was_rejected)
{
    // The server's flight comes in two records, so that the client can be stopped before its Finished.
    settings.client.negotiation.alpn_protocols = settings.server.negotiation.alpn_protocols = {"ten bytes."};
    settings.prepare();
    settings.client.negotiation.record_size_limit = 64;
    settings.server.sessions.replays = nullptr;
    client = engine_for(settings.client);
    server = engine_for(settings.server);
    server->endpoint().verify_host.reset();
    const byte_view data(early);
    std::size_t n = 0;
    client->early_data().write({&data, 1}, n, error);
    carry(*client, *server);
    server->handshake(role::server, error);
    while (client->connection().write_epoch() != epoch::handshake) {
        carry_record(*server, *client);
        client->handshake(role::client, error);
        BOOST_REQUIRE(!error);
    }
    BOOST_REQUIRE(!client->is_connected());
    send(end);
    check_server_refuses(error::reason::unexpected_message, unexpected);
}

BOOST_AUTO_TEST_CASE(skips_as_much_as_the_settings_may_make_clients_send)
{
    settings = early_settings(200'000);
    settings.prepare();
    settings.server.sessions.replays = nullptr;
    client = engine_for(settings.client);
    server = engine_for(settings.server);
    server->endpoint().verify_host.reset();
    const auto data = pattern(50);
    for (std::size_t sent = 0; sent < 200'000;) {
        const byte_view view(data);
        std::size_t n = 0;
        BOOST_REQUIRE((client->early_data().write({&view, 1}, n, error) == want::nothing));
        BOOST_REQUIRE(!error);
        sent += n;
        carry(*client, *server);
        server->handshake(role::server, error);
        BOOST_REQUIRE(!error);
    }
    carry(*server, *client);
    check_completes();
    BOOST_TEST((server->endpoint().info.early_data == early_data_status::rejected));
}

BOOST_AUTO_TEST_CASE(does_not_skip_without_limit)
{
    settings = early_settings(500'000);
    settings.prepare();
    settings.server.sessions.max_early_data = 0;
    begin();
    send_data(70'000);
    check_server_refuses(error::reason::bad_record_mac, alert_description::bad_record_mac);
}

BOOST_AUTO_TEST_CASE(client_refuses_acceptance_under_other_terms)
{
    external_psk key;
    key.identity = {1, 2, 3};
    key.key.assign(32, 7);
    const std::function<void(early_settings&)> changes[] = {
        [](auto& s) { s.server.negotiation.cipher_suites = {0x1303}; },
        [](auto& s) { s.server.sessions.ticket_keys = ticket_keys::rotating(); },
        [](auto& s) { s.server.negotiation.alpn_protocols = {"h2"}; },
        [&](auto& s) {
            s.server.sessions.ticket_keys = ticket_keys::rotating();
            s.server.sessions.find_psk = [key](byte_view identity) {
                return identity.size() == key.identity.size() ? std::optional(key) : std::nullopt;
            };
        },
    };
    settings.client.negotiation.alpn_protocols = {"h2", "http/1.1"};
    settings.client.sessions.external_psks = {key};
    for (const auto& change : changes) {
        auto other = settings;
        other.server.negotiation.alpn_protocols = {"http/1.1"};
        other.prepare();
        change(other);
        std::swap(settings, other);
        // The server pretends that it has accepted early data: the log is written between ServerHello and
        // EncryptedExtensions.
        settings.server.hooks.key_log = [this](std::string_view line) {
            if (line.starts_with("SERVER_HANDSHAKE"))
                server->endpoint().info.early_data = early_data_status::accepted;
        };
        begin();
        check_client_refuses(error::reason::illegal_parameter, alert_description::illegal_parameter);
        std::swap(settings, other);
    }
}

BOOST_AUTO_TEST_CASE(client_refuses_acceptance_after_hello_retry_request)
{
    settings.server.negotiation.groups = {0x0018};
    settings.server.hooks.key_log = [this](std::string_view line) {
        if (line.starts_with("SERVER_HANDSHAKE"))
            server->endpoint().info.early_data = early_data_status::accepted;
    };
    begin();
    BOOST_TEST((client->handshake(role::client, error) == want::input));
    carry(*client, *server);
    server->handshake(role::server, error);
    carry(*server, *client);
    check_client_refuses(error::reason::unsolicited_extension, alert_description::unsupported_extension);
}

BOOST_AUTO_TEST_CASE(second_client_hello_is_not_protected)
{
    settings.server.negotiation.groups = {0x0018};
    begin();
    BOOST_TEST((client->handshake(role::client, error) == want::input));
    auto& output = client->connection().records().output();
    const auto hello = to_bytes(output.front());
    BOOST_TEST((client->connection().write_epoch() == epoch::plaintext));
    BOOST_TEST(hello[0] == 22);
    carry(*client, *server);
    BOOST_TEST((server->handshake(role::server, error) == want::input));
    BOOST_TEST(!error);
    carry(*server, *client);
    check_completes();
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace early_data_rules_test
