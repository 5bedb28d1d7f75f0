// The resumed 0-RTT handshake of RFC 8448 section 4, byte for byte, by client and server. Each side runs alone against
// the bytes of the trace. The client sends the trace's ClientHello, and the server its EncryptedExtensions, because the
// library does not send all extensions in them; everything else is made by the library's steps.

#include "protocol/handshake/early_data.hpp"
#include "protocol/handshake/exchange.hpp"
#include "protocol/handshake/handshakes.hpp"
#include "protocol/handshake/psk_offer.hpp"
#include "protocol/schedule/rfc8448.hpp"
#include "protocol/schedule/trace.hpp"

#include <tls/replay_record.hpp>

#include <boost/test/unit_test.hpp>

#include <numeric>

using namespace tls;
using namespace trace;
namespace rfc = rfc8448::resumed_0rtt;

namespace {

/// The only key exchange group of the trace.
const key_exchange_group& x25519()
{
    return *registry::standard()->find_group("x25519");
}

/// The time at which the client received the ticket. The ClientHello is 6 ms younger.
constexpr session_time ticket_time{std::chrono::hours(24 * 365 * 50)};

std::shared_ptr<const session_state> the_session()
{
    auto state = std::make_shared<session_state>();
    state->cipher_suite = suite().id;
    state->secret = secret(unhex(rfc8448::simple_1rtt::resumption_psk));
    state->issued_at = state->authenticated_at = ticket_time;
    state->lifetime = std::chrono::seconds(30);
    state->ticket_age_add = 0xfad6aac5;
    state->max_early_data = 1024;
    state->server_name = "server";
    return state;
}

struct accepting_record : replay_record {
    void async_insert(byte_view, std::chrono::milliseconds, completion done) override { done(true); }
};

configuration settings()
{
    configuration config;
    config.negotiation.middlebox_compatibility = false;
    config.negotiation.record_size_limit = 16 * 1024;
    config.sessions.max_early_data = 1024;
    config.sessions.replays = std::make_shared<accepting_record>();
    config.clock = [] { return ticket_time + std::chrono::milliseconds(6); };
    return config;
}

/// One side of the trace.
struct side {
    std::shared_ptr<const configuration> config = std::make_shared<configuration>(settings());
    endpoint state;
    tls::connection connection{*config};
    tls::exchange exchange{exchange::kind::initial_handshake, connection, state};

    explicit side(role r)
    {
        state.role = r;
        state.config = config;
    }

    void receive(std::string_view record) { connection.records().input().append(unhex(record)); }

    /// Runs the flow as far as the received records allow.
    void run()
    {
        std::size_t none = 0;
        while (exchange.advance() != want::nothing && connection.receive({}, none) != received_record::none) {}
    }
    /// Opens the next record, which has application data.
    bytes read_data(received_data& from)
    {
        std::size_t none = 0;
        BOOST_REQUIRE((connection.receive({}, none) == received_record::application_data));
        auto data = to_bytes(from.front());
        from.consume(data.size());
        return data;
    }
    std::string sent()
    {
        std::string result;
        auto& output = connection.records().output();
        while (!output.empty()) {
            result += hex(output.front());
            output.sent(output.front().size());
        }
        return result;
    }
    void write(byte_view data) { connection.write({&data, 1}, data.size()); }
    void close() { connection.send_alert(alert_level::warning, alert_description::close_notify); }
    std::string resumption_master_secret() const
    {
        return hex(std::get<established_tls13>(state.established).resumption_master_secret);
    }
};

std::string plain_record(std::string_view version, std::string_view message)
{
    const std::uint8_t size[] = {static_cast<std::uint8_t>(message.size() / 512),
                                 static_cast<std::uint8_t>(message.size() / 2)};
    return "16" + std::string(version) + hex(size) + std::string(message);
}

/// The data that both sides send at the end: the bytes 0 to 49.
bytes fifty_bytes()
{
    bytes data(50);
    std::iota(data.begin(), data.end(), std::uint8_t(0));
    return data;
}

/// The client's flow, with a given ClientHello.
flow trace_client(handshake_context& c)
{
    transcript transcript;
    const auto encoded = unhex(rfc::client_hello);
    scripted_random private_key(rfc::client_private_key);
    client_offer offer;
    offer.hello = message::decode_message<message::client_hello>(encoded);
    offer.exchanges.push_back(x25519().generate(private_key));
    offer.shares.push_back({&x25519(), offer.exchanges.back().get()});
    auto psk = psk_of(the_session(), c.config());
    const auto truncated = truncated_client_hello(encoded, *offer.hello.extensions.pre_shared_key);
    BOOST_TEST(hex(binder_for(*psk, transcript, truncated)) == rfc::binder);
    offer.psks.push_back(std::move(*psk));

    c.endpoint().early_data = std::make_unique<endpoint::early_data_offer>();
    auto& records = c.connection().records();
    records.set_legacy_record_version(0x0301);
    c.send_encoded(encoded, transcript);
    c.connection().flush();
    records.set_legacy_record_version(0x0303);
    begin_early_data(c, offer, transcript);
    auto answer = co_await c.next<message::server_hello, message::hello_retry_request>();
    co_await client_tls13(c, std::move(offer), std::move(answer), std::move(transcript));
}

/// The server's flow, with a given ServerHello and EncryptedExtensions.
flow trace_server(handshake_context& c)
{
    transcript transcript;
    c.use_version(protocol_version::tls1_3);
    auto hello = co_await c.next<message::client_hello>();
    client_choice choice;
    choice.suite = &suite();
    choice.psk = chosen_psk{0, hello.extensions.pre_shared_key->identities.front().identity,
                            std::move(*psk_of(the_session(), c.config()))};
    transcript.add(hello.encoded);
    transcript.use(trace::hash());
    co_await decide_early_data(c, choice, hello, transcript);

    scripted_random private_key(rfc::server_private_key);
    const auto share = x25519().generate(private_key);
    auto shared_secret = *share->decapsulate(hello.extensions.key_share->client_shares.front().key_exchange);
    c.send_encoded(unhex(rfc::server_hello), transcript);
    auto secrets = change_to_handshake_keys(c, suite(), std::move(choice.psk->psk.early), shared_secret, hello.random,
                                            false, transcript);
    c.send_encoded(unhex(rfc::encrypted_extensions), transcript);
    send_finished(c, secrets, transcript);
    auto application = derive_application_secrets(c, std::move(secrets.stage), hello.random, transcript);
    c.connection().protect_application_write(suite(), std::move(application.server));
    co_await receive_end_of_early_data(c, suite(), secrets, transcript);
    co_await receive_finished(c, secrets, transcript);
    c.connection().protect_application_read(suite(), std::move(application.client), c.boundary());
    establish_tls13(c, suite(), std::move(application), transcript, 0);
}

const bytes early{'A', 'B', 'C', 'D', 'E', 'F'};

} // namespace

BOOST_AUTO_TEST_SUITE(rfc8448_resumed_0rtt)

BOOST_AUTO_TEST_CASE(client_sends_the_bytes_of_the_trace)
{
    side client(role::client);
    client.exchange.start(trace_client(client.exchange.context()));
    client.run();
    BOOST_TEST(client.sent() == plain_record("0301", rfc::client_hello));
    client.write(early);
    BOOST_TEST(client.sent() == rfc::early_data_record);

    client.receive(plain_record("0303", rfc::server_hello));
    client.receive(rfc::server_flight_record);
    client.run();
    BOOST_TEST((client.state.info.early_data == early_data_status::accepted));
    BOOST_TEST(client.sent() == std::string(rfc::end_of_early_data_record) + std::string(rfc::client_finished_record));
    BOOST_TEST(client.resumption_master_secret() == rfc::resumption_master_secret);

    client.write(fifty_bytes());
    BOOST_TEST(client.sent() == rfc::client_data_record);
    client.receive(rfc::server_data_record);
    BOOST_TEST(client.read_data(client.connection.data()) == fifty_bytes());
    client.close();
    BOOST_TEST(client.sent() == rfc::client_close_notify_record);
}

BOOST_AUTO_TEST_CASE(server_sends_the_bytes_of_the_trace)
{
    side server(role::server);
    server.exchange.start(trace_server(server.exchange.context()));
    server.receive(plain_record("0301", rfc::client_hello));
    server.run();
    BOOST_TEST((server.state.info.early_data == early_data_status::accepted));
    BOOST_TEST(server.sent() == plain_record("0303", rfc::server_hello) + std::string(rfc::server_flight_record));

    server.receive(rfc::early_data_record);
    BOOST_TEST(server.read_data(server.connection.early_data()) == early);
    server.receive(rfc::end_of_early_data_record);
    server.receive(rfc::client_finished_record);
    server.run();
    BOOST_TEST(server.resumption_master_secret() == rfc::resumption_master_secret);

    server.receive(rfc::client_data_record);
    BOOST_TEST(server.read_data(server.connection.data()) == fifty_bytes());
    server.write(fifty_bytes());
    BOOST_TEST(server.sent() == rfc::server_data_record);
    server.close();
    BOOST_TEST(server.sent() == rfc::server_close_notify_record);
}

BOOST_AUTO_TEST_SUITE_END()
