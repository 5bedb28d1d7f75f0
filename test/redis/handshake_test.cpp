// Handshakes of servers that keep their sessions in a real Redis server.

#include <tls/redis_sessions.hpp>

#include "redis/redis_server.hpp"
#include "redis/threads.hpp"
#include "stream/stream_pair.hpp"

#include <tls/client_session_cache.hpp>
#include <tls/ticket_keys.hpp>

#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>

#include <future>

using namespace std::chrono_literals;
using namespace tls;
using namespace tls::test;
namespace asio = boost::asio;

namespace {

// A record in Redis that accepts values soon after Redis's start.
class short_window_record final : public replay_record {
public:
    static constexpr auto window = 1500ms;

    explicit short_window_record(std::shared_ptr<redis_client> client) : record_(std::move(client)) {}

    void async_insert(byte_view value, std::chrono::milliseconds, completion complete) override
    {
        record_.async_insert(value, window, std::move(complete));
    }

    bool is_recording() const
    {
        static std::uint8_t number = 0;
        auto record = record_;
        std::promise<bool> result;
        record.async_insert(bytes(32, ++number), 1500ms, [&](bool is_new) { result.set_value(is_new); });
        return result.get_future().get();
    }

private:
    redis_replay_record record_;
};

// A client with a cache, and servers that share nothing but Redis.
struct fixture : stream_pair {
    fixture()
    {
        settings.client.sessions.cache = std::make_shared<client_session_cache>();
        settings.client.negotiation.min_version = protocol_version::tls1_3;
        settings.server.sessions.single_use_tickets = true;
        redis.unix_socket = server_process.unix_socket();
        redis.deadline = 1min; // the machine may be busy
        redis.min_pause = redis.max_pause = 5ms;
    }

    ~fixture()
    {
        settings.server.sessions.store = nullptr;
        connect(); // ends the streams that have the store: `context` waits for its connection
    }

    std::shared_ptr<redis_client> make_client() { return std::make_shared<redis_client>(context.executor(), redis); }
    std::shared_ptr<session_store> make_store() { return std::make_shared<redis_session_store>(make_client()); }

    static void wait_until_connected(session_store& store)
    {
        support::eventually([&] {
            store.insert(as_bytes("probe"), as_bytes("content"), 1h);
            return answers(store);
        });
    }

    /// Returns whether Redis has answered, and so has the sessions that were stored before.
    static bool answers(session_store& store)
    {
        std::promise<bool> found;
        store.async_find(as_bytes("probe"), false, [&](const auto& content) { found.set_value(content.has_value()); });
        return found.get_future().get();
    }

    /// Connects to the server with this store. Returns whether the handshake, which succeeds, has resumed a session.
    bool resumes_with(const std::shared_ptr<session_store>& store)
    {
        settings.server.sessions.store = store;
        connect();
        client.set_server_name("localhost");
        handshake();
        char byte = 'x';
        asio::write(server, asio::buffer(&byte, 1)); // with the tickets
        asio::read(client, asio::buffer(&byte, 1));
        BOOST_TEST(client.session_reused() == server.session_reused());
        return client.session_reused();
    }

    support::redis_server server_process;
    support::threads context;
    redis_settings redis;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(redis_handshakes, fixture)

BOOST_AUTO_TEST_CASE(servers_resume_sessions_of_each_other)
{
    const auto a = make_store(), b = make_store();
    wait_until_connected(*a);
    wait_until_connected(*b);
    for (bool sealed : {false, true}) {
        settings.client.sessions.cache->clear();
        settings.server.sessions.ticket_keys = sealed ? ticket_keys::rotating() : nullptr;
        BOOST_TEST(!resumes_with(a));
        BOOST_TEST(answers(*a));
        for (int i = 0; i < 4; ++i) {
            const auto& store = i % 2 == 0 ? b : a;
            BOOST_TEST(resumes_with(store));
            BOOST_TEST(answers(*store));
        }
    }
}

BOOST_AUTO_TEST_CASE(servers_resume_tls12_sessions_of_each_other)
{
    settings.client.negotiation.min_version = settings.client.negotiation.max_version = protocol_version::tls1_2;
    settings.server.sessions.single_use_tickets = false;
    const auto a = make_store(), b = make_store();
    wait_until_connected(*a);
    wait_until_connected(*b);
    BOOST_TEST(!resumes_with(a));
    BOOST_TEST(answers(*a));
    for (const auto& store : {b, a, b})
        BOOST_TEST(resumes_with(store));
    server_process.kill();
    BOOST_TEST(!resumes_with(a));
    BOOST_TEST(!resumes_with(b));
}

BOOST_AUTO_TEST_CASE(a_ticket_is_resumed_once)
{
    const auto a = make_store(), b = make_store();
    wait_until_connected(*a);
    wait_until_connected(*b);
    settings.client.sessions.reuse_tickets = true;
    settings.server.sessions.tickets = 1;
    BOOST_TEST(!resumes_with(a));
    BOOST_TEST(answers(*a));
    const auto session = client.session();
    settings.client.sessions.cache = nullptr;
    auto offer = [&](const std::shared_ptr<session_store>& store) {
        settings.server.sessions.store = store;
        connect();
        client.set_server_name("localhost");
        client.set_session(session);
        handshake();
        return client.session_reused();
    };
    BOOST_TEST(offer(b));
    BOOST_TEST(!offer(a));
    BOOST_TEST(!offer(b));
}

BOOST_AUTO_TEST_CASE(killing_redis_fails_no_handshake)
{
    const auto store = make_store();
    wait_until_connected(*store);
    int resumed = 0;
    for (int i = 0; i < 1000; ++i) {
        if (i == 300) {
            BOOST_TEST(resumed == 299);
            server_process.kill();
        } else if (i == 600) {
            BOOST_TEST(resumed == 299);
            server_process.start();
        }
        resumed += resumes_with(store);
    }
    wait_until_connected(*store);
    resumes_with(store);
    BOOST_TEST(resumes_with(store));
}

BOOST_AUTO_TEST_CASE(a_stopped_redis_fails_no_handshake)
{
    redis.deadline = 50ms;
    const auto store = make_store();
    wait_until_connected(*store);
    resumes_with(store);
    server_process.stop();
    for (int i = 0; i < 10; ++i)
        BOOST_TEST(!resumes_with(store));
    server_process.resume();
    support::eventually([&] { return resumes_with(store); });
}

BOOST_AUTO_TEST_CASE(servers_refuse_early_data_of_each_other)
{
    auto& sessions = settings.server.sessions;
    sessions.single_use_tickets = false;
    sessions.ticket_keys = ticket_keys::rotating();
    sessions.max_early_data = settings.client.sessions.max_early_data = 1000;
    const short_window_record a(make_client()), b(make_client());
    sessions.replays = std::make_shared<short_window_record>(a);
    BOOST_TEST(!resumes_with(nullptr));
    support::eventually([&] { return a.is_recording() && b.is_recording(); });

    // A recording of the client's first flight.
    connect();
    client.set_server_name("localhost");
    client.write_early_some(asio::buffer("early", 5));
    bytes flight(server.next_layer().available());
    asio::read(server.next_layer(), asio::buffer(flight));

    const auto before = std::chrono::steady_clock::now();
    int accepted = 0;
    for (const auto* record : {&a, &b, &a}) {
        sessions.replays = std::make_shared<short_window_record>(*record);
        server = stream_type(io, std::make_shared<configuration>(settings.server));
        client.next_layer().close();
        asio::local::connect_pair(client.next_layer(), server.next_layer());
        asio::write(client.next_layer(), asio::buffer(flight));
        std::string data(10, '\0');
        server.async_read_early_some(asio::buffer(data), [&](error_code error, std::size_t size) {
            BOOST_TEST((!error || error == asio::error::eof), error.message());
            accepted += data.substr(0, size) == "early";
        });
        run();
    }
    const auto was_in_time = std::chrono::steady_clock::now() - before < short_window_record::window;
    BOOST_TEST((accepted == 1 || (!was_in_time && accepted > 1)));
    sessions.replays = nullptr;
}

BOOST_AUTO_TEST_SUITE_END()
