// The record of early data in memory.

#include <tls/replay_record.hpp>

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

BOOST_AUTO_TEST_SUITE(memory_replay_record)

using namespace std::chrono_literals;

namespace {

constexpr auto window = 10'000ms;
constexpr auto tick = std::chrono::system_clock::duration(1);

// A record with a clock that the test sets.
struct fixture {
    explicit fixture(std::size_t max_values = 100) : record(max_values, [this] { return now; })
    {
        now += window + tick;
    }

    bool insert(int number, std::chrono::milliseconds for_time = window) { return insert(value(number), for_time); }

    bool insert(tls::byte_view v, std::chrono::milliseconds for_time = window)
    {
        int calls = 0;
        bool result = false;
        record.async_insert(v, for_time, [&](bool is_new) {
            ++calls;
            result = is_new;
        });
        BOOST_TEST_REQUIRE(calls == 1);
        return result;
    }

    static tls::bytes value(int number)
    {
        tls::bytes v(32);
        for (int i = 0; i < 4; ++i)
            v[28 + i] = static_cast<std::uint8_t>(number >> (8 * i));
        return v;
    }

    std::chrono::system_clock::time_point now{1'000'000s};
    tls::memory_replay_record record;
};

} // namespace

BOOST_AUTO_TEST_CASE(accepts_a_value_once)
{
    fixture f;
    BOOST_TEST(f.insert(1));
    BOOST_TEST(!f.insert(1));
    BOOST_TEST(f.insert(2));
    BOOST_TEST(!f.insert(1));
}

BOOST_AUTO_TEST_CASE(keeps_a_value_for_the_window)
{
    fixture f;
    BOOST_TEST(f.insert(1));
    f.now += window;
    BOOST_TEST(!f.insert(1));
    f.now += tick;
    BOOST_TEST(f.insert(1));
}

BOOST_AUTO_TEST_CASE(refuses_all_for_one_window_after_its_creation)
{
    fixture f;
    f.now -= tick;
    BOOST_TEST(!f.insert(1));
    f.now += tick;
    BOOST_TEST(f.insert(1));
    BOOST_TEST(!f.insert(2, 2 * window)); // the record is too young for a longer window
}

BOOST_AUTO_TEST_CASE(refuses_all_while_full)
{
    fixture f(3);
    for (int i = 0; i < 3; ++i) {
        BOOST_TEST(f.insert(i));
        f.now += 1s;
    }
    BOOST_TEST(!f.insert(3));
    f.now += window - 3s; // the window of the first value ends
    BOOST_TEST(!f.insert(3));
    f.now += tick;
    BOOST_TEST(f.insert(3));
    BOOST_TEST(!f.insert(4));
    for (int i = 1; i < 4; ++i)
        BOOST_TEST(!f.insert(i));
}

BOOST_AUTO_TEST_CASE(each_call_makes_room_for_the_next)
{
    fixture f(1000);
    for (int round = 0; round < 3; ++round) {
        for (int i = 0; i < 1000; ++i)
            BOOST_TEST_REQUIRE(f.insert(i));
        BOOST_TEST(!f.insert(1000));
        f.now += window + tick;
    }
}

BOOST_AUTO_TEST_CASE(keeps_a_value_with_a_short_window_behind_a_long_one)
{
    fixture f(2);
    f.now += window;
    BOOST_TEST(f.insert(1, 2 * window));
    BOOST_TEST(f.insert(2, window));
    f.now += window + tick;
    BOOST_TEST(!f.insert(3, window));
    f.now += window;
    BOOST_TEST(f.insert(3, window));
}

BOOST_AUTO_TEST_CASE(refuses_forgotten_values_after_the_clock_was_set_back)
{
    fixture f;
    BOOST_TEST(f.insert(1));
    f.now += window + tick;
    BOOST_TEST(f.insert(2)); // and forgets 1
    f.now -= tick;
    BOOST_TEST(!f.insert(1));
    f.now += tick;
    BOOST_TEST(f.insert(1));
}

BOOST_AUTO_TEST_CASE(refuses_all_after_the_clock_was_set_back_before_its_creation)
{
    fixture f;
    f.now -= 5 * window;
    BOOST_TEST(!f.insert(1));
}

BOOST_AUTO_TEST_CASE(refuses_unusable_arguments)
{
    fixture f;
    const tls::bytes bytes(64);
    for (std::size_t size : {0, 31, 33, 64})
        BOOST_TEST(!f.insert(tls::byte_view(bytes).first(size)));
    f.now += 24h * 30;
    BOOST_TEST(!f.insert(1, 0ms));
    BOOST_TEST(!f.insert(1, -1ms));
    BOOST_TEST(!f.insert(1, 7 * 24h + 1ms));
    BOOST_TEST(!f.insert(1, std::chrono::milliseconds::max()));
    BOOST_TEST(f.insert(1, 7 * 24h));
    BOOST_CHECK_THROW(tls::memory_replay_record(0), std::invalid_argument);
    BOOST_CHECK_THROW(tls::memory_replay_record(1, nullptr), std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(shards_hold_an_equal_part_each)
{
    fixture f(16 * 1024);
    int accepted = 0;
    for (int i = 0; i < 64 * 1024; ++i)
        accepted += f.insert(i);
    BOOST_TEST(accepted == 16 * 1024);
}

BOOST_AUTO_TEST_CASE(gives_a_value_to_one_of_many_threads)
{
    fixture f(16 * 1024);
    constexpr int values = 500, threads = 4;
    std::vector<std::atomic<int>> accepted(values);
    std::vector<std::thread> all;
    for (int t = 0; t < threads; ++t)
        all.emplace_back([&] {
            for (int i = 0; i < values; ++i)
                f.record.async_insert(fixture::value(i), window, [&](bool is_new) { accepted[i] += is_new; });
        });
    for (auto& thread : all)
        thread.join();
    for (const auto& count : accepted)
        BOOST_TEST(count == 1);
}

BOOST_AUTO_TEST_SUITE_END()
