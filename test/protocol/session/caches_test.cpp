// Caches and stores of sessions in memory.

#include "protocol/session/keyed_hash.hpp"
#include "protocol/session/session_state.hpp"

#include <tls/client_session_cache.hpp>
#include <tls/session_store.hpp>

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <numeric>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

using namespace std::chrono_literals;

namespace {

const tls::session_time start{1'000'000s};
constexpr auto tick = 1ms;

tls::session make_session(tls::protocol_version version = tls::protocol_version::tls1_3,
                          std::chrono::seconds lifetime = 3600s)
{
    tls::session_state state;
    state.version = version;
    state.issued_at = start;
    state.lifetime = lifetime;
    return tls::session(std::make_shared<const tls::session_state>(std::move(state)));
}

} // namespace

BOOST_AUTO_TEST_SUITE(keyed_hash)

// The last value of the reference implementation's appendix A: key 00 .. 0f, input 00 .. 0e.
BOOST_AUTO_TEST_CASE(is_siphash)
{
    const tls::keyed_hash hash({0x0706050403020100, 0x0f0e0d0c0b0a0908});
    tls::bytes input(15);
    std::iota(input.begin(), input.end(), std::uint8_t{0});
    BOOST_TEST(hash(input) == 0xa129ca6149be45e5u);
}

BOOST_AUTO_TEST_CASE(keys_differ)
{
    const tls::keyed_hash a, b;
    BOOST_TEST(a("key") == a("key"));
    BOOST_TEST(a("key") != b("key"));
}

BOOST_AUTO_TEST_CASE(small_tables_have_one_shard)
{
    BOOST_TEST(tls::shards_for(1, 128) == 1u);
    BOOST_TEST(tls::shards_for(255, 128) == 1u);
    BOOST_TEST(tls::shards_for(256, 128) == 2u);
    BOOST_TEST(tls::shards_for(1024, 128) == 8u);
    BOOST_TEST(tls::shards_for(SIZE_MAX, 128) == 16u);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(client_session_cache)

BOOST_AUTO_TEST_CASE(gives_each_tls13_session_once_the_newest_first)
{
    tls::client_session_cache cache;
    const auto first = make_session(), second = make_session();
    cache.insert("a", first);
    cache.insert("a", second);
    BOOST_TEST(cache.size() == 2u);
    BOOST_TEST((cache.take("b", start) == tls::session()));
    BOOST_TEST((cache.take("a", start) == second));
    BOOST_TEST((cache.take("a", start) == first));
    BOOST_TEST(cache.take("a", start).empty());
    BOOST_TEST(cache.size() == 0u);
}

BOOST_AUTO_TEST_CASE(keeps_a_session_that_may_be_reused)
{
    tls::client_session_cache cache;
    const auto tls13 = make_session(), tls12 = make_session(tls::protocol_version::tls1_2);
    cache.insert("a", tls13);
    cache.insert("b", tls12);
    for (int i = 0; i < 2; ++i) {
        BOOST_TEST((cache.take("a", start, true) == tls13));
        BOOST_TEST((cache.take("b", start) == tls12));
    }
    BOOST_TEST((cache.take("a", start) == tls13));
    BOOST_TEST(cache.take("a", start, true).empty());
}

BOOST_AUTO_TEST_CASE(a_tls12_session_replaces_the_earlier_one)
{
    tls::client_session_cache cache;
    const auto tls13 = make_session(), tls12 = make_session(tls::protocol_version::tls1_2);
    cache.insert("a", make_session(tls::protocol_version::tls1_2));
    cache.insert("a", tls13);
    cache.insert("a", tls12);
    BOOST_TEST(cache.size() == 2u);
    BOOST_TEST((cache.take("a", start) == tls12));
    cache.erase("a", tls12);
    BOOST_TEST((cache.take("a", start) == tls13));
}

BOOST_AUTO_TEST_CASE(holds_a_session_once)
{
    tls::client_session_cache cache;
    const auto session = make_session();
    cache.insert("a", session);
    cache.insert("a", session);
    cache.insert("a", tls::session());
    BOOST_TEST(cache.size() == 1u);
}

BOOST_AUTO_TEST_CASE(drops_the_oldest_sessions_of_a_server)
{
    tls::client_session_cache cache(10, 2);
    const auto first = make_session(), second = make_session(), third = make_session();
    for (const auto& s : {first, second, third})
        cache.insert("a", s);
    BOOST_TEST(cache.size() == 2u);
    BOOST_TEST((cache.take("a", start) == third));
    BOOST_TEST((cache.take("a", start) == second));
    BOOST_TEST(cache.take("a", start).empty());
}

BOOST_AUTO_TEST_CASE(drops_the_least_recently_used_servers)
{
    tls::client_session_cache cache(3);
    for (auto key : {"a", "b", "c"})
        cache.insert(key, make_session());
    cache.take("a", start, true);
    cache.insert("b", make_session());
    cache.insert("d", make_session());
    BOOST_TEST(cache.take("c", start).empty());
    for (auto key : {"a", "b", "d"})
        BOOST_TEST(!cache.take(key, start).empty());
}

BOOST_AUTO_TEST_CASE(gives_no_expired_session)
{
    tls::client_session_cache cache;
    const auto expires = start + 3600s;
    const auto longer = make_session(tls::protocol_version::tls1_3, 7200s);
    cache.insert("a", longer);
    cache.insert("a", make_session());
    cache.insert("b", make_session());
    BOOST_TEST((cache.take("a", expires) == longer));
    BOOST_TEST(!cache.take("b", expires - tick).empty());
    cache.insert("b", make_session());
    BOOST_TEST(cache.take("b", expires).empty());
    BOOST_TEST(cache.size() == 0u);
}

BOOST_AUTO_TEST_CASE(erases_one_session)
{
    tls::client_session_cache cache;
    const auto first = make_session(), second = make_session();
    cache.insert("a", first);
    cache.insert("a", second);
    cache.erase("a", make_session());
    cache.erase("b", first);
    BOOST_TEST(cache.size() == 2u);
    cache.erase("a", second);
    BOOST_TEST((cache.take("a", start) == first));
    cache.insert("a", first);
    cache.clear();
    BOOST_TEST(cache.size() == 0u);
}

BOOST_AUTO_TEST_CASE(limits_the_servers_of_all_shards)
{
    tls::client_session_cache cache(1024, 1);
    for (int i = 0; i < 5000; ++i)
        cache.insert(std::to_string(i), make_session());
    BOOST_TEST(cache.size() == 1024u);
    BOOST_CHECK_THROW(tls::client_session_cache(0, 1), std::invalid_argument);
    BOOST_CHECK_THROW(tls::client_session_cache(1, 0), std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(gives_a_session_to_one_of_many_threads)
{
    tls::client_session_cache cache;
    std::atomic<int> taken = 0;
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t)
        threads.emplace_back([&] {
            for (int i = 0; i < 500; ++i) {
                const auto key = std::to_string(i % 50);
                cache.insert(key, make_session());
                while (!cache.take(key, start).empty())
                    ++taken;
            }
        });
    for (auto& thread : threads)
        thread.join();
    BOOST_TEST(taken == 4 * 500);
    BOOST_TEST(cache.size() == 0u);
}

BOOST_AUTO_TEST_SUITE_END()

namespace {

// A store with a clock that the test sets.
struct store_fixture {
    explicit store_fixture(std::size_t max_bytes = 64 * 1024) : store(max_bytes, [this] { return now; }) {}

    void insert(std::string_view id, std::string_view content, std::chrono::seconds lifetime = 3600s)
    {
        store.insert(tls::as_bytes(id), tls::as_bytes(content), lifetime);
    }

    // Returns "none" if there is no session.
    std::string find(std::string_view id, bool take = false)
    {
        std::string result = "no call";
        store.async_find(tls::as_bytes(id), take, [&](std::optional<tls::secure_bytes> content) {
            result = content ? std::string(tls::as_text(*content)) : "none";
        });
        return result;
    }

    std::string take(std::string_view id) { return find(id, true); }

    std::chrono::system_clock::time_point now = start;
    tls::memory_session_store store;
};

} // namespace

BOOST_AUTO_TEST_SUITE(memory_session_store)

BOOST_AUTO_TEST_CASE(finds_takes_and_erases)
{
    store_fixture f;
    f.insert("a", "1");
    f.insert("b", "2");
    BOOST_TEST(f.find("a") == "1");
    BOOST_TEST(f.find("a") == "1");
    BOOST_TEST(f.take("a") == "1");
    BOOST_TEST(f.find("a") == "none");
    BOOST_TEST(f.take("a") == "none");
    f.store.erase(tls::as_bytes("b"));
    f.store.erase(tls::as_bytes("b"));
    BOOST_TEST(f.find("b") == "none");
    BOOST_TEST(f.store.size() == 0u);
}

BOOST_AUTO_TEST_CASE(replaces_a_session)
{
    store_fixture f;
    f.insert("a", "1");
    f.insert("a", "2");
    BOOST_TEST(f.store.size() == 1u);
    BOOST_TEST(f.find("a") == "2");
}

BOOST_AUTO_TEST_CASE(forgets_a_session_when_its_lifetime_ends)
{
    store_fixture f;
    f.insert("a", "1", 10s);
    f.insert("b", "2", 30 * 24h);
    f.insert("c", "3", 0s);
    f.insert("d", "4", -1s);
    BOOST_TEST(f.store.size() == 2u);
    f.now += 10s - tick;
    BOOST_TEST(f.find("a") == "1");
    f.now += tick;
    BOOST_TEST(f.find("a") == "none");
    BOOST_TEST(f.store.size() == 1u);
    f.now = start + 7 * 24h - tick; // RFC 8446 section 4.6.1
    BOOST_TEST(f.find("b") == "2");
    f.now += tick;
    BOOST_TEST(f.take("b") == "none");
    BOOST_TEST(f.store.size() == 0u);
}

BOOST_AUTO_TEST_CASE(forgets_a_session_when_the_clock_was_set_back)
{
    store_fixture f;
    f.insert("a", "1");
    f.now -= tick;
    BOOST_TEST(f.find("a") == "none");
}

BOOST_AUTO_TEST_CASE(drops_the_least_recently_used)
{
    store_fixture f(3 * (256 + 100));
    const std::string content(100, 'x');
    for (auto id : {"a", "b", "c"})
        f.insert(id, content);
    BOOST_TEST(f.find("a") == content);
    f.insert("d", content);
    BOOST_TEST(f.store.size() == 3u);
    BOOST_TEST(f.find("b") == "none");
    for (auto id : {"a", "c", "d"})
        BOOST_TEST(f.find(id) == content);
    f.insert("e", content + "x"); // needs the place of two
    BOOST_TEST(f.store.size() == 2u);
    BOOST_TEST(f.find("d") == content);
}

BOOST_AUTO_TEST_CASE(ignores_sessions_and_ids_of_unusable_sizes)
{
    store_fixture f(100 * 1024);
    const std::string largest(64 * 1024, 'x'), longest_id(32, 'i');
    f.insert(longest_id, largest);
    f.insert("a", "");
    f.insert("b", largest + "x");
    f.insert("", "1");
    f.insert(longest_id + "i", "1");
    BOOST_TEST(f.store.size() == 2u);
    BOOST_TEST((f.find(longest_id) == largest));
    BOOST_TEST(f.find("a") == "");
    BOOST_TEST(f.find("") == "none");
    BOOST_TEST(f.find(longest_id + "i") == "none");
    f.store.erase({});
    store_fixture small(300);
    small.insert("a", std::string(45, 'x'));
    BOOST_TEST(small.store.size() == 0u);
    BOOST_CHECK_THROW(tls::memory_session_store(0), std::invalid_argument);
    BOOST_CHECK_THROW(tls::memory_session_store(1, nullptr), std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(limits_the_bytes_of_all_shards)
{
    store_fixture f(1024 * 1024);
    const std::string content(256, 'x');
    for (int i = 0; i < 20'000; ++i)
        f.insert(std::to_string(i), content);
    BOOST_TEST(f.store.size() == 1024 * 1024 / (2 * 256));
}

BOOST_AUTO_TEST_CASE(gives_a_taken_session_to_one_of_many_threads)
{
    store_fixture f(1024 * 1024);
    constexpr int sessions = 500;
    for (int i = 0; i < sessions; ++i)
        f.insert(std::to_string(i), "content");
    std::vector<std::atomic<int>> taken(sessions);
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t)
        threads.emplace_back([&] {
            for (int i = 0; i < sessions; ++i)
                f.store.async_find(tls::as_bytes(std::to_string(i)), true,
                                   [&](const auto& content) { taken[i] += content.has_value(); });
        });
    for (auto& thread : threads)
        thread.join();
    for (const auto& count : taken)
        BOOST_TEST(count == 1);
}

BOOST_AUTO_TEST_SUITE_END()
