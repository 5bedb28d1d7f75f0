// Sessions and the record of early data in a real Redis server.

#include <tls/redis_sessions.hpp>

#include "redis/redis_server.hpp"
#include "redis/threads.hpp"

#include <boost/asio/io_context.hpp>

#include <atomic>
#include <future>
#include <mutex>
#include <numeric>
#include <string>
#include <thread>
#include <vector>

BOOST_AUTO_TEST_SUITE(redis)

namespace asio = boost::asio;
using namespace std::chrono_literals;
using support::eventually;
using support::threads;

namespace {

tls::redis_settings settings_for(const support::redis_server& server)
{
    tls::redis_settings settings;
    settings.unix_socket = server.unix_socket();
    settings.deadline = 1min; // the machine may be busy
    settings.min_pause = settings.max_pause = 5ms;
    return settings;
}

// A connection with a store and a record.
struct peer {
    peer(threads& t, tls::redis_settings settings)
        : client(std::make_shared<tls::redis_client>(t.executor(), std::move(settings))), store(client), record(client)
    {
    }

    void insert(std::string_view id, std::string_view content, std::chrono::seconds lifetime = 1h)
    {
        store.insert(tls::as_bytes(id), tls::as_bytes(content), lifetime);
    }

    std::string find(std::string_view id, bool take = false)
    {
        std::promise<std::string> result;
        store.async_find(tls::as_bytes(id), take, [&](std::optional<tls::secure_bytes> found) {
            result.set_value(found ? std::string(tls::as_text(*found)) : "none");
        });
        return result.get_future().get();
    }
    std::string take(std::string_view id) { return find(id, true); }

    bool record_value(int number, std::chrono::milliseconds window)
    {
        std::promise<bool> result;
        record.async_insert(value(number), window, [&](bool is_new) { result.set_value(is_new); });
        return result.get_future().get();
    }

    static tls::bytes value(int number)
    {
        tls::bytes v(32);
        for (int i = 0; i < 4; ++i)
            v[i] = static_cast<std::uint8_t>(number >> (8 * i));
        return v;
    }

    void wait_until_connected()
    {
        eventually([this] {
            insert("probe", "here");
            return find("probe") == "here";
        });
    }

    // Returns once the record accepts new values, that is, one window after the server's start.
    void wait_until_recording(std::chrono::milliseconds window)
    {
        int number = 1'000'000;
        eventually([&] { return record_value(number++, window); });
    }

    std::shared_ptr<tls::redis_client> client;
    tls::redis_session_store store;
    tls::redis_replay_record record;
};

struct fixture {
    support::redis_server server;
    threads context;
    tls::redis_settings settings = settings_for(server);
};

} // namespace

BOOST_FIXTURE_TEST_CASE(shares_sessions_between_stores, fixture)
{
    peer a(context, settings), b(context, settings);
    a.wait_until_connected();
    b.wait_until_connected();
    const std::string binary("\0\r\n\xff", 4), large(64 * 1024, 'x');
    a.insert("1", binary);
    a.insert("2", large);
    a.insert("3", "");
    a.insert("4", "content");
    BOOST_TEST(a.find("4") == "content"); // the server has the earlier ones, too
    BOOST_TEST(b.find("1") == binary);
    BOOST_TEST((b.find("2") == large));
    BOOST_TEST(b.find("3") == "");
    BOOST_TEST(b.take("1") == binary);
    BOOST_TEST(a.find("1") == "none");
    b.store.erase(tls::as_bytes("4"));
    BOOST_TEST(b.find("4") == "none");
    BOOST_TEST(a.find("4") == "none");
}

BOOST_FIXTURE_TEST_CASE(gives_a_taken_session_to_one_caller, fixture)
{
    settings.deadline = 1min;
    peer a(context, settings), b(context, settings);
    a.wait_until_connected();
    constexpr int sessions = 200;
    for (int i = 0; i < sessions; ++i)
        a.insert(std::to_string(i), "content");
    a.find("0");
    std::vector<std::atomic<int>> taken(sessions);
    std::atomic<int> waiting = 2 * sessions;
    std::promise<void> done;
    auto take_all = [&](peer& p) {
        for (int i = 0; i < sessions; ++i)
            p.store.async_find(tls::as_bytes(std::to_string(i)), true, [&, i](const auto& found) {
                taken[i] += found.has_value();
                if (--waiting == 0)
                    done.set_value();
            });
    };
    std::thread other([&] { take_all(b); });
    take_all(a);
    other.join();
    done.get_future().get();
    for (const auto& count : taken)
        BOOST_TEST(count == 1);
}

BOOST_FIXTURE_TEST_CASE(forgets_a_session_when_its_lifetime_ends, fixture)
{
    peer p(context, settings);
    p.wait_until_connected();
    p.insert("long", "1", std::chrono::seconds::max());
    p.insert("short", "2", 1s);
    p.insert("none", "3", 0s);
    BOOST_TEST(p.find("none") == "none");
    eventually([&] { return p.find("short") == "none"; });
    BOOST_TEST(p.find("long") == "1");
}

BOOST_FIXTURE_TEST_CASE(ignores_unusable_sizes, fixture)
{
    peer p(context, settings);
    p.wait_until_connected();
    p.insert("a", std::string(64 * 1024 + 1, 'x'));
    p.insert("", "1");
    p.insert(std::string(33, 'i'), "1");
    BOOST_TEST(p.find("a") == "none");
    BOOST_TEST(p.find("") == "none");
    BOOST_TEST(p.find(std::string(33, 'i')) == "none");
    p.store.erase({});
    const auto refused = [&](tls::byte_view value, std::chrono::milliseconds window) {
        int calls = 0;
        p.record.async_insert(value, window, [&](bool is_new) { calls += is_new ? 100 : 1; });
        return calls == 1; // at once
    };
    BOOST_TEST(refused(tls::bytes(31), 1ms));
    BOOST_TEST(refused(tls::bytes(32), 0ms));
    BOOST_TEST(refused(tls::bytes(32), 7 * 24h + 1ms));
}

BOOST_FIXTURE_TEST_CASE(accepts_early_data_on_one_server, fixture)
{
    peer a(context, settings), b(context, settings);
    constexpr auto window = 1500ms;
    a.wait_until_recording(window);
    b.wait_until_recording(window);
    for (int i = 0; i < 50; ++i) {
        auto& first = i % 2 == 0 ? a : b;
        auto& second = i % 2 == 0 ? b : a;
        BOOST_TEST(first.record_value(i, 1h) == false); // the server is not that old
        const auto before = std::chrono::steady_clock::now();
        BOOST_TEST(first.record_value(100 + i, window));
        const auto is_new = second.record_value(100 + i, window);
        BOOST_TEST((!is_new || std::chrono::steady_clock::now() - before >= window));
    }
}

BOOST_FIXTURE_TEST_CASE(keeps_a_value_for_the_window, fixture)
{
    peer p(context, settings);
    constexpr auto window = 1500ms;
    p.wait_until_recording(window);
    const auto before = std::chrono::steady_clock::now();
    BOOST_TEST(p.record_value(1, window));
    eventually([&] { return p.record_value(1, window); });
    BOOST_TEST((std::chrono::steady_clock::now() - before >= window));
}

BOOST_FIXTURE_TEST_CASE(calls_back_while_the_server_is_stopped, fixture)
{
    settings.deadline = 50ms;
    peer p(context, settings);
    p.wait_until_connected();
    p.wait_until_recording(1ms);
    server.stop();
    BOOST_TEST(p.find("probe") == "none");
    BOOST_TEST(!p.record_value(1, 1ms));
    // After some time the client gives the connection up. A new one gets no answer, either.
    eventually([&] {
        const auto called = std::make_shared<std::atomic<bool>>();
        p.store.async_find(tls::as_bytes("probe"), false, [called](const auto&) { *called = true; });
        return called->load();
    });
    server.resume();
    p.wait_until_connected();
}

BOOST_FIXTURE_TEST_CASE(connects_again_after_a_restart, fixture)
{
    constexpr auto window = 1500ms;
    peer p(context, settings);
    p.wait_until_recording(window);
    const auto before = std::chrono::steady_clock::now();
    BOOST_TEST(p.record_value(1, window));
    server.kill();
    BOOST_TEST(p.find("probe") == "none");
    BOOST_TEST(!p.record_value(2, window));
    server.start();
    p.wait_until_connected();
    // The server has forgotten the value, so it has to be refused for another window.
    eventually([&] { return p.record_value(1, window); });
    BOOST_TEST((std::chrono::steady_clock::now() - before >= window));
}

BOOST_FIXTURE_TEST_CASE(limits_pending_requests, fixture)
{
    settings.deadline = 1h;
    settings.max_pending = 8;
    std::atomic<int> calls = 0;
    {
        peer p(context, settings);
        p.wait_until_connected();
        server.stop();
        auto find = [&] { p.store.async_find(tls::as_bytes("probe"), false, [&](const auto&) { ++calls; }); };
        for (int i = 0; i < 8; ++i)
            find();
        BOOST_TEST(calls == 0);
        find();
        BOOST_TEST(calls == 1);
    }
    eventually([&] { return calls == 9; }); // destruction ends the others
}

BOOST_FIXTURE_TEST_CASE(limits_pending_bytes, fixture)
{
    settings.deadline = 1h;
    settings.max_pending_bytes = 100'000;
    peer p(context, settings);
    p.wait_until_connected();
    server.stop();
    p.insert("a", std::string(60'000, 'x'));
    p.insert("b", std::string(60'000, 'x')); // dropped
    server.resume();
    BOOST_TEST(p.find("a").size() == 60'000u);
    BOOST_TEST(p.find("b") == "none");
}

BOOST_FIXTURE_TEST_CASE(completes_requests_when_the_context_is_destroyed, fixture)
{
    peer(context, settings).wait_until_connected();
    server.stop();
    int calls = 0;
    {
        asio::io_context stopped;
        auto client = std::make_shared<tls::redis_client>(stopped.get_executor(), settings);
        tls::redis_session_store store(client);
        store.async_find(tls::as_bytes("a"), false, [&](const auto&) { ++calls; });
        stopped.poll();
        store.async_find(tls::as_bytes("a"), false, [&](const auto&) { ++calls; });
        BOOST_TEST(calls == 0);
        client = nullptr;
    }
    BOOST_TEST(calls == 2);
}

BOOST_AUTO_TEST_CASE(fails_at_once_without_a_server)
{
    threads context;
    std::mutex mutex;
    std::string message;
    tls::redis_settings settings;
    settings.unix_socket = "/nonexistent/socket";
    settings.min_pause = 1h;
    settings.on_failure = [&](const std::string& text) {
        std::lock_guard lock(mutex);
        message = text;
    };
    peer p(context, settings);
    BOOST_TEST(p.find("a") == "none");
    eventually([&] {
        std::lock_guard lock(mutex);
        return message == "Redis server /nonexistent/socket cannot be reached: No such file or directory";
    });
    int calls = 0;
    p.store.async_find(tls::as_bytes("a"), false, [&](const auto&) { ++calls; });
    p.record.async_insert(tls::bytes(32), 1s, [&](bool is_new) { calls += is_new ? 100 : 1; });
    BOOST_TEST(calls == 2);

    settings.unix_socket.assign(1000, 'x');
    peer too_long(context, settings);
    eventually([&] {
        std::lock_guard lock(mutex);
        return message.find("name too long") != message.npos;
    });
}

BOOST_AUTO_TEST_CASE(logs_in_over_tcp)
{
    threads context;
    const auto port = [&] {
        asio::ip::tcp::acceptor acceptor(context.executor(), {asio::ip::address_v4::loopback(), 0});
        return acceptor.local_endpoint().port();
    }();
    support::redis_server server({"--bind", "127.0.0.1", "--port", std::to_string(port), "--requirepass", "secret",
                                  "--user", "limited", "on", ">word", "~other:*", "+get", "+set", "+getdel"});
    auto settings = settings_for(server);
    settings.unix_socket.clear();
    settings.host = "localhost";
    settings.port = port;
    settings.password = "secret";
    settings.database = 3;
    peer a(context, settings);
    a.wait_until_connected();
    a.insert("id", "content");
    BOOST_TEST(a.find("id") == "content");

    settings.database = 4;
    peer other_database(context, settings);
    other_database.wait_until_connected();
    BOOST_TEST(other_database.find("id") == "none");

    settings.database = 3;
    settings.key_prefix = "other:";
    peer other_prefix(context, settings);
    other_prefix.wait_until_connected();
    BOOST_TEST(other_prefix.find("id") == "none");

    // A user who may not ask for the server's age. Then the age of the connection counts.
    settings.database = 0;
    settings.username = "limited";
    settings.password = "word";
    peer limited(context, settings);
    limited.wait_until_connected();
    BOOST_TEST(!limited.record_value(1, 1h));
    limited.wait_until_recording(10ms);

    std::promise<std::string> message;
    settings.min_pause = 1h;
    settings.password = "wrong";
    settings.on_failure = [&](const std::string& text) { message.set_value(text); };
    peer wrong(context, settings);
    BOOST_TEST(message.get_future().get().starts_with("Redis server localhost:" + std::to_string(port) +
                                                      " refused: WRONGPASS"));
    BOOST_TEST(wrong.find("id") == "none");
}

BOOST_FIXTURE_TEST_CASE(reports_a_refused_command, fixture)
{
    support::redis_server full({"--maxmemory", "1"});
    settings.unix_socket = full.unix_socket();
    settings.deadline = 1min;
    std::promise<std::string> message;
    settings.on_failure = [&, done = std::make_shared<bool>()](const std::string& text) {
        if (text.find("refused") != text.npos && !std::exchange(*done, true))
            message.set_value(text);
    };
    peer p(context, settings);
    auto reported = message.get_future();
    eventually([&] {
        p.insert("a", "content");
        BOOST_TEST(p.find("a") == "none");
        BOOST_TEST(!p.record_value(1, 1ms));
        return reported.wait_for(0s) == std::future_status::ready;
    });
    BOOST_TEST(reported.get().find("refused a command: OOM") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(ends_a_connection_with_an_invalid_peer)
{
    using acceptor = asio::ip::tcp::acceptor;
    for (std::string_view sent : {"HTTP/1.1 400 Bad Request\r\n\r\n", "$-1\r\n$-1\r\n", "$2000000\r\n"}) {
        threads context;
        acceptor listener(context.executor(), {asio::ip::address_v4::loopback(), 0});
        tls::redis_settings settings;
        settings.port = listener.local_endpoint().port();
        settings.min_pause = 1h;
        settings.deadline = settings.connect_timeout = 1min;
        std::promise<std::string> message;
        settings.on_failure = [&](const std::string& text) { message.set_value(text); };
        peer p(context, settings);
        auto socket = listener.accept();
        std::string data(sent);
        if (data.starts_with("$2000000"))
            data.append(1'500'000, 'x');
        boost::system::error_code ignored;
        asio::write(socket, asio::buffer(data), ignored);
        const auto text = message.get_future().get();
        BOOST_TEST((text.find("sent an invalid reply") != text.npos || text.find("sent an unexpected") != text.npos),
                   text);
    }
}

BOOST_AUTO_TEST_CASE(reads_the_uptime)
{
    using tls::detail::redis_uptime;
    BOOST_TEST((redis_uptime("# Server\r\nuptime_in_seconds:12\r\nuptime_in_days:0\r\n") == 11s));
    BOOST_TEST((redis_uptime("# Server\r\nuptime_in_seconds:0\r\n") == 0s));
    for (auto text : {"", "uptime_in_seconds:12", "\r\nuptime_in_seconds:", "\r\nuptime_in_seconds:-3",
                      "\r\nuptime_in_seconds:99999999999"})
        BOOST_TEST(!redis_uptime(text));
}

BOOST_AUTO_TEST_SUITE_END()
