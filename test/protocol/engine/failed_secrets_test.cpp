// A failed connection forgets its secrets at once, though its engine lives on (RFC 8446 section 6, RFC 9846 section 6).

#include "protocol/engine/secrets_fixture.hpp"
#include "protocol/session/session_state.hpp"

#include <boost/asio/error.hpp>

#include <array>
#include <stdexcept>

using namespace tls;
using namespace tls::test;
using enum protocol_version;

namespace {

struct connection_kind {
    protocol_version version;
    std::uint16_t suite;
};

constexpr connection_kind kinds[]{{tls1_3, aes_128_gcm},       {tls1_3, chacha20_poly1305},
                                  {tls1_2, ecdhe_aes_256_gcm}, {tls1_2, ecdhe_aes_128_cbc},
                                  {tls1_1, ecdhe_aes_128_cbc}, {tls1_0, ecdhe_aes_128_cbc}};

struct failed_secrets_test : secrets_test {
    engine& of(role side) { return side == role::client ? pair->client : pair->server; }

    /// Connects, and remembers the keys of the connection.
    void connect(connection_kind kind)
    {
        set_version(kind.version, kind.suite);
        secrets_test::connect();
        begin_client();
        const auto client_hello_size = pair->client.output().size();
        handshake();
        BOOST_TEST((pair->client.info().version == kind.version));
        if (kind.version == tls1_3) {
            add_tls13_schedule();
            add_tls13_keys();
        } else {
            add_tls12_keys(client_hello_size);
        }
    }

    void begin_client()
    {
        stack.run([&] {
            error_code error;
            pair->client.handshake(role::client, error);
        });
    }

    /// Reads until nothing more can be read. Returns the error.
    static error_code read_all(engine& e)
    {
        secure_bytes space(100);
        error_code error;
        for (std::size_t n = 1; n != 0 && !error;) {
            byte_span into(space);
            e.read({&into, 1}, n, error);
        }
        return error;
    }

    /// Sends `finder` a record that was changed on its way, and its alert to the other side.
    void tamper(role finder)
    {
        stack.run([&] {
            auto &from = of(peer_of(finder)), &to = of(finder);
            const auto data = distinctive_data(100);
            const byte_view part(data);
            error_code error;
            std::size_t n = 0;
            from.write({&part, 1}, n, error);
            const auto output = from.output();
            bytes tampered(output.begin(), output.end());
            from.sent(tampered.size());
            tampered.back() ^= 1;
            to.received(tampered);
            read_all(to);
            pair->exchange();
            read_all(from);
        });
        BOOST_TEST((of(finder).alert_sent() == alert_description::bad_record_mac));
        BOOST_TEST((of(peer_of(finder)).alert_received() == alert_description::bad_record_mac));
    }

    /// Every operation repeats the error of the connection and does nothing.
    void check_every_operation_fails(role side, error_code expected)
    {
        auto& e = of(side);
        const auto queued = e.bytes_queued();
        std::array<std::uint8_t, 32> space{};
        const byte_span into(space);
        const byte_view data(space);
        error_code error;
        std::size_t n = 1;
        const auto check = [&](const char* operation) {
            BOOST_TEST(error == expected, operation << ": " << error.message());
            BOOST_TEST(e.bytes_queued() == queued, operation);
            error = {};
        };
        BOOST_TEST((e.read({&into, 1}, n, error) == want::nothing));
        BOOST_TEST(n == 0u);
        check("read");
        BOOST_TEST((e.wait_readable(error) == want::nothing));
        check("wait_readable");
        n = 1;
        BOOST_TEST((e.write({&data, 1}, n, error) == want::nothing));
        BOOST_TEST(n == 0u);
        check("write");
        e.check_writable(error);
        check("check_writable");
        BOOST_TEST((e.handshake(side, error) == want::nothing));
        check("handshake");
        BOOST_TEST((e.shutdown(error) == want::nothing));
        check("shutdown");
        e.close_write(error);
        check("close_write");
        e.update_keys(true, error);
        check("update_keys");
        e.renegotiate(error);
        check("renegotiate");
        e.export_keying_material("EXPERIMENTAL label", std::nullopt, into, error);
        check("export_keying_material");
        e.export_early_keying_material("EXPERIMENTAL label", std::nullopt, into, error);
        check("export_early_keying_material");
        BOOST_TEST(e.binding(channel_binding::tls_exporter).empty());
        BOOST_TEST(e.binding(channel_binding::tls_unique).empty());
        BOOST_TEST(e.session().empty());
        BOOST_TEST(e.pending() == 0u);
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(secrets_of_failed_connections, failed_secrets_test)

BOOST_AUTO_TEST_CASE(fatal_alert_wipes_secrets_of_both_sides)
{
    for (const auto kind : kinds) {
        for (auto finder : {role::client, role::server}) {
            BOOST_TEST_CONTEXT(to_string(kind.version) << ", suite " << kind.suite << ", found by the "
                                                       << (finder == role::client ? "client" : "server"))
            {
                secrets.drop("");
                wire.clear();
                connect(kind);
                exchange_data(100);
                BOOST_TEST(finds(kind.version == tls1_3 ? "CLIENT_TRAFFIC_SECRET_0 0 key" : "record key"),
                           "a live connection has its keys");
                BOOST_TEST(finds(kind.version == tls1_3 ? "EXPORTER_SECRET" : "CLIENT_RANDOM"),
                           "a live connection has the secret of its exporters");
                tamper(finder);
                check_nothing_is_left();
                check_every_operation_fails(finder, tls::error::reason::bad_record_mac);
                check_every_operation_fails(peer_of(finder),
                                            tls::error::alert_received(alert_description::bad_record_mac));
                check_nothing_is_left();
                destroy();
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(alert_leaves_protected_under_the_key_that_is_wiped)
{
    connect({tls1_3, aes_128_gcm});
    stack.run([&] {
        pair->client.received(bytes{23, 3, 3, 0, 17, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0});
        read_all(pair->client);
    });
    // The client's keys are gone, but its alert is queued.
    const auto output = pair->client.output();
    BOOST_REQUIRE(output.size() == 5u + 2 + 1 + 16);
    BOOST_TEST(output[0] == 23u, "the alert is protected");
    stack.run([&] {
        pair->exchange();
        read_all(pair->server);
    });
    BOOST_TEST((pair->server.alert_received() == alert_description::bad_record_mac));
    check_nothing_is_left();
}

BOOST_AUTO_TEST_CASE(failed_handshake_wipes_secrets_at_every_step)
{
    for (const auto kind : kinds) {
        for (int rounds = 0; rounds < 6; ++rounds) {
            secrets.drop("");
            wire.clear();
            set_version(kind.version, kind.suite);
            secrets_test::connect();
            stack.run([&] {
                error_code error;
                for (int i = 0; i < rounds; ++i) {
                    pair->client.handshake(role::client, error);
                    move_piece(pair->client, pair->server, pair->size);
                    pair->server.handshake(role::server, error);
                    move_piece(pair->server, pair->client, pair->size);
                }
                for (auto side : {role::client, role::server}) {
                    auto& e = of(side);
                    e.handshake(side, error);
                    note_wire(0);
                    // Legal without protection as long as its sender may lack keys, otherwise an error of its own.
                    e.received(bytes{21, 3, 3, 0, 2, 2, 40});
                    e.handshake(side, error);
                    if (!error)
                        error = read_all(e);
                    BOOST_TEST(error.failed());
                }
            });
            secrets.drop_those_in(wire);
            BOOST_TEST_CONTEXT(to_string(kind.version) << ", suite " << kind.suite << ", after " << rounds << " rounds")
            {
                for (const auto& each : secrets.found())
                    BOOST_TEST(false, "left in memory: " << each);
            }
            destroy();
        }
    }
}

BOOST_AUTO_TEST_CASE(failure_wipes_data_that_nobody_has_read)
{
    bool throws = false;
    settings->client.hooks.padding = [&](std::size_t, std::size_t) -> std::size_t {
        if (std::exchange(throws, false))
            throw std::runtime_error("no padding");
        return 0;
    };
    connect({tls1_3, aes_128_gcm});
    stack.run([&] { send_unread(pair->server, pair->client); });
    BOOST_TEST(finds("unread data"), "the engine keeps the data for its reader");
    BOOST_TEST(pair->client.pending() == 1000u);
    throws = true; // for the data, not for the alert
    stack.run([&] {
        const byte_view data(wire.data(), 10);
        error_code error;
        std::size_t n = 0;
        pair->client.write({&data, 1}, n, error);
        pair->exchange();
        read_all(pair->server);
    });
    BOOST_TEST((pair->client.alert_sent() == alert_description::internal_error));
    BOOST_TEST((pair->server.alert_received() == alert_description::internal_error));
    check_nothing_is_left();
    check_every_operation_fails(role::client, tls::error::reason::internal_error);
}

BOOST_AUTO_TEST_CASE(fatal_alert_wipes_resumed_session)
{
    use_sessions();
    settings->server.sessions.tickets = 1;
    for (const auto kind : {connection_kind{tls1_3, aes_128_gcm}, {tls1_2, ecdhe_aes_256_gcm}}) {
        for (auto finder : {role::client, role::server}) {
            secrets.drop("");
            wire.clear();
            settings->client.sessions.on_new_session = [&](const session& s) {
                secrets.add("session secret", s.state()->secret);
            };
            connect(kind);
            exchange_data(100); // with the ticket
            destroy();
            BOOST_TEST(settings->client.sessions.cache->size() == 1u);
            BOOST_TEST(finds("session secret"), "the cache has the session");

            wire.clear();
            connect(kind);
            BOOST_TEST(pair->client.info().session_reused);
            exchange_data(100);
            BOOST_TEST(finds("session secret"), "a live connection has its session");
            tamper(finder);
            BOOST_TEST(settings->client.sessions.cache->size() == 0u);
            check_nothing_is_left();
            destroy();
        }
    }
}

BOOST_AUTO_TEST_CASE(fatal_alert_wipes_early_data_and_its_keys)
{
    use_early_data(1);
    connect({tls1_3, aes_128_gcm});
    exchange_data(100);
    destroy();

    secrets.drop("");
    wire.clear();
    secrets_test::connect();
    stack.run([&] {
        const auto data = distinctive_data(3'000);
        secrets.add("early data", byte_view(data).subspan(2'000, 32));
        const byte_view part(data);
        error_code error;
        std::size_t n = 0;
        pair->client.write_early({&part, 1}, n, error);
        note_wire(0);
        move_piece(pair->client, pair->server, whole());
        pair->server.handshake(role::server, error); // holds the early data for read_early()
        note_wire(0);                                // the ServerHello, which stays in the output
    });
    secrets.drop_those_in(wire);
    BOOST_TEST((pair->server.info().early_data == early_data_status::accepted));
    BOOST_TEST(finds("EARLY_EXPORTER_SECRET"));
    BOOST_TEST(finds("early data"));
    stack.run([&] {
        error_code error;
        for (auto side : {role::client, role::server}) {
            of(side).received(bytes{21, 3, 3, 0, 2, 2, 40}); // an error in itself for the server, which has keys
            of(side).handshake(side, error);
            BOOST_TEST(error.failed());
        }
    });
    check_nothing_is_left();
    std::array<std::uint8_t, 32> space{};
    const byte_span into(space);
    std::size_t n = 1;
    error_code error, first;
    pair->server.handshake(role::server, first);
    pair->server.read_early({&into, 1}, n, error);
    BOOST_TEST(error == first);
    BOOST_TEST(n == 0u);
    for (auto side : {role::client, role::server}) {
        of(side).handshake(side, first);
        of(side).export_early_keying_material("EXPERIMENTAL label", std::nullopt, into, error);
        BOOST_TEST(error == first);
    }
}

BOOST_AUTO_TEST_SUITE_END()
