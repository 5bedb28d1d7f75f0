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

    std::shared_ptr<session_store> make_store()
    {
        return std::make_shared<redis_session_store>(std::make_shared<redis_client>(context.executor(), redis));
    }

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

BOOST_AUTO_TEST_SUITE_END()
