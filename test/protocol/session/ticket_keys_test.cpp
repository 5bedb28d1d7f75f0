// Tickets under rings of keys that change.

#include "support/files.hpp"

#include <tls/ticket_keys.hpp>

#include <boost/system/errc.hpp>
#include <boost/test/unit_test.hpp>

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <set>
#include <stdexcept>
#include <thread>

using namespace tls;
using namespace tls::test;
using namespace std::chrono_literals;

namespace {

using time_point = std::chrono::system_clock::time_point;

ticket_key key_named(std::uint8_t name, std::size_t size = 32)
{
    ticket_key key;
    key.name.fill(name);
    key.key.assign(size, std::uint8_t(name ^ 0xff));
    return key;
}

std::vector<ticket_key> keys_named(std::initializer_list<std::uint8_t> names)
{
    std::vector<ticket_key> keys;
    for (auto name : names)
        keys.push_back(key_named(name));
    return keys;
}

const bytes state(120, 0x5a);

struct manual_clock {
    time_point now{std::chrono::hours(500'000)};
    ticket_keys::clock_function function()
    {
        return [this] { return now; };
    }
};

bool opens(ticket_keys& keys, byte_view ticket)
{
    const auto opened = keys.open(ticket);
    BOOST_TEST((!opened || std::ranges::equal(opened->state, state)));
    return opened.has_value();
}

bool needs_renewal(ticket_keys& keys, byte_view ticket)
{
    const auto opened = keys.open(ticket);
    BOOST_REQUIRE(opened.has_value());
    return opened->needs_renewal;
}

byte_view name_of(byte_view ticket)
{
    return ticket.first(16);
}

bool is_refused(std::vector<ticket_key> keys)
{
    try {
        ticket_keys ring(std::move(keys));
        return false;
    } catch (const std::invalid_argument&) {
        return true;
    }
}

/// Fails on demand.
class switchable_random final : public random_source {
public:
    void fill(byte_span out) override
    {
        if (fails)
            throw std::runtime_error("no randomness");
        system_random().fill(out);
    }
    bool fails = false;
};

} // namespace

BOOST_AUTO_TEST_SUITE(ticket_keys_tests)

BOOST_AUTO_TEST_CASE(opens_what_it_sealed)
{
    ticket_keys keys(keys_named({1}));
    for (std::size_t size : {std::size_t(0), std::size_t(1), std::size_t(120), ticket_keys::max_state_size}) {
        const bytes content(size, 0x33);
        const auto ticket = keys.seal(content);
        BOOST_TEST(ticket.size() == size + ticket_keys::overhead);
        const auto opened = keys.open(ticket);
        BOOST_REQUIRE(opened.has_value());
        BOOST_TEST(std::ranges::equal(opened->state, content));
        BOOST_TEST(!opened->needs_renewal);
    }
    BOOST_TEST(ticket_keys::max_state_size + ticket_keys::overhead == 0xffffu);
    BOOST_CHECK_THROW(keys.seal(bytes(ticket_keys::max_state_size + 1)), std::length_error);
}

BOOST_AUTO_TEST_CASE(the_state_is_not_in_the_ticket)
{
    ticket_keys keys(keys_named({1}));
    const auto ticket = keys.seal(state);
    const bytes filling(8, 0x5a);
    BOOST_TEST((std::search(ticket.begin(), ticket.end(), filling.begin(), filling.end()) == ticket.end()));
}

BOOST_AUTO_TEST_CASE(tickets_of_one_state_have_nothing_in_common)
{
    ticket_keys keys(keys_named({1}));
    std::set<bytes> nonces, contents;
    for (unsigned i = 0; i < 100; ++i) {
        const auto ticket = keys.seal(state);
        nonces.insert({ticket.begin() + 16, ticket.begin() + 40});
        contents.insert({ticket.begin() + 40, ticket.end()});
    }
    BOOST_TEST(nonces.size() == 100u);
    BOOST_TEST(contents.size() == 100u);
}

BOOST_AUTO_TEST_CASE(processes_after_fork_seal_with_different_nonces)
{
    const auto keys = ticket_keys::rotating();
    int ends[2];
    BOOST_REQUIRE(::pipe(ends) == 0);
    const auto child = ::fork();
    BOOST_REQUIRE(child >= 0);
    if (child == 0) {
        const auto ticket = keys->seal(state);
        ::_exit(::write(ends[1], ticket.data(), ticket.size()) == static_cast<ssize_t>(ticket.size()) ? 0 : 1);
    }
    const auto ours = keys->seal(state);
    bytes theirs(ours.size());
    BOOST_REQUIRE(::read(ends[0], theirs.data(), theirs.size()) == static_cast<ssize_t>(theirs.size()));
    int status = 1;
    BOOST_REQUIRE(::waitpid(child, &status, 0) == child);
    ::close(ends[0]);
    ::close(ends[1]);
    BOOST_TEST(status == 0);
    BOOST_TEST(std::ranges::equal(name_of(ours), name_of(theirs)));
    BOOST_TEST(!std::ranges::equal(byte_view(ours).subspan(16, 24), byte_view(theirs).subspan(16, 24)));
    BOOST_TEST(opens(*keys, theirs));
}

BOOST_AUTO_TEST_CASE(changed_tickets_do_not_open)
{
    ticket_keys keys(keys_named({1, 2}));
    auto ticket = keys.seal(state);
    for (auto& byte : ticket)
        for (unsigned bit = 0; bit < 8; ++bit) {
            byte ^= static_cast<std::uint8_t>(1u << bit);
            BOOST_REQUIRE(!keys.open(ticket));
            byte ^= static_cast<std::uint8_t>(1u << bit);
        }
    for (std::size_t size = 0; size < ticket.size(); ++size)
        BOOST_REQUIRE(!keys.open(byte_view(ticket).first(size)));
    auto longer = ticket;
    longer.push_back(0);
    BOOST_TEST(!keys.open(longer));
    BOOST_TEST(!keys.open(bytes(ticket_keys::max_state_size + ticket_keys::overhead + 1)));
    BOOST_TEST(opens(keys, ticket));
}

// A ticket under one key must not open under another one that has been given its name.
BOOST_AUTO_TEST_CASE(the_name_alone_opens_nothing)
{
    ticket_keys keys(keys_named({1, 2}));
    auto ticket = keys.seal(state);
    std::ranges::fill(ticket.begin(), ticket.begin() + 16, std::uint8_t(2));
    BOOST_TEST(!keys.open(ticket));
    auto stranger = key_named(1);
    stranger.key[31] ^= 1;
    std::vector<ticket_key> strangers;
    strangers.push_back(std::move(stranger));
    ticket_keys others(std::move(strangers));
    BOOST_TEST(!others.open(keys.seal(state)));
}

BOOST_AUTO_TEST_CASE(rings_with_one_key_open_tickets_of_each_other)
{
    ticket_keys first(keys_named({1})), second(keys_named({2, 1}));
    const auto old_ticket = first.seal(state), new_ticket = second.seal(state);
    BOOST_TEST(opens(second, old_ticket));
    BOOST_TEST(needs_renewal(second, old_ticket));
    BOOST_TEST(!needs_renewal(second, new_ticket));
    BOOST_TEST(!first.open(new_ticket));
}

BOOST_AUTO_TEST_CASE(keys_of_all_sizes_matter_whole)
{
    for (std::size_t size = 32; size <= 64; ++size) {
        std::vector<ticket_key> whole, changed;
        whole.push_back(key_named(1, size));
        changed.push_back(key_named(1, size));
        changed.front().key.back() ^= 1;
        ticket_keys keys(std::move(whole)), others(std::move(changed));
        const auto ticket = keys.seal(state);
        BOOST_TEST(opens(keys, ticket));
        BOOST_TEST(!others.open(ticket));
    }
}

BOOST_AUTO_TEST_CASE(bad_rings_are_refused)
{
    BOOST_TEST(is_refused({}));
    BOOST_TEST(is_refused(keys_named({1, 2, 1})));
    for (std::size_t size : {0, 16, 31, 65}) {
        std::vector<ticket_key> keys = keys_named({1});
        keys.push_back(key_named(2, size));
        BOOST_TEST(is_refused(std::move(keys)));
    }
    std::vector<ticket_key> most;
    for (std::uint8_t name = 0; name < ticket_keys::max_keys; ++name)
        most.push_back(key_named(name));
    BOOST_TEST(!is_refused(most));
    most.push_back(key_named(200));
    BOOST_TEST(is_refused(most));
}

BOOST_AUTO_TEST_CASE(replace_keeps_the_earlier_ring_if_it_throws)
{
    ticket_keys keys(keys_named({1}));
    const auto ticket = keys.seal(state);
    BOOST_CHECK_THROW(keys.replace({}), std::invalid_argument);
    BOOST_TEST(!needs_renewal(keys, ticket));
    keys.replace(keys_named({2, 1}));
    BOOST_TEST(needs_renewal(keys, ticket));
    keys.replace(keys_named({3}));
    BOOST_TEST(!keys.open(ticket));
}

BOOST_AUTO_TEST_CASE(a_failing_random_source_seals_nothing)
{
    switchable_random random;
    ticket_keys keys(keys_named({1}), random);
    const auto ticket = keys.seal(state);
    random.fails = true;
    BOOST_CHECK_THROW(keys.seal(state), std::runtime_error);
    BOOST_TEST(opens(keys, ticket));
    BOOST_CHECK_THROW(ticket_keys::rotating(12h, 24h, random), std::runtime_error);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(rotating_ticket_keys)

BOOST_AUTO_TEST_CASE(a_new_key_seals_after_each_period)
{
    manual_clock clock;
    const auto keys = ticket_keys::rotating(12h, 24h, system_random(), clock.function());
    const auto start = clock.now;
    const auto first = keys->seal(state);
    clock.now = start + 12h - 1s;
    BOOST_TEST(std::ranges::equal(name_of(keys->seal(state)), name_of(first)));
    BOOST_TEST(!needs_renewal(*keys, first));
    clock.now = start + 12h;
    BOOST_TEST(needs_renewal(*keys, first));
    const auto second = keys->seal(state);
    BOOST_TEST(!std::ranges::equal(name_of(second), name_of(first)));
    BOOST_TEST(!needs_renewal(*keys, second));
}

BOOST_AUTO_TEST_CASE(a_key_opens_until_its_lifetime_ends)
{
    manual_clock clock;
    const auto keys = ticket_keys::rotating(12h, 24h, system_random(), clock.function());
    const auto start = clock.now;
    const auto ticket = keys->seal(state);
    clock.now = start + 36h - 1s;
    BOOST_TEST(opens(*keys, ticket));
    clock.now = start + 36h;
    BOOST_TEST(!keys->open(ticket));
    clock.now = start;
    BOOST_TEST(!keys->open(ticket)); // the key is gone
}

// Nobody used the ring in between, so no other call has dropped the key.
BOOST_AUTO_TEST_CASE(an_unused_ring_does_not_open_old_tickets)
{
    manual_clock clock;
    const auto keys = ticket_keys::rotating(12h, 24h, system_random(), clock.function());
    const auto ticket = keys->seal(state);
    clock.now += 36h;
    BOOST_TEST(!keys->open(ticket));
    BOOST_TEST(opens(*keys, keys->seal(state)));
}

BOOST_AUTO_TEST_CASE(a_clock_that_is_set_back_does_not_stop_rotation)
{
    manual_clock clock;
    const auto right = clock.now;
    clock.now += std::chrono::days(10'000);
    const auto keys = ticket_keys::rotating(12h, 24h, system_random(), clock.function());
    const auto ticket = keys->seal(state);
    clock.now = right;
    BOOST_TEST(!needs_renewal(*keys, ticket));
    clock.now = right + 12h;
    BOOST_TEST(needs_renewal(*keys, ticket));
    clock.now = right + 36h;
    BOOST_TEST(!keys->open(ticket));
}

BOOST_AUTO_TEST_CASE(many_periods_fit_into_the_ring)
{
    manual_clock clock;
    const auto keys = ticket_keys::rotating(1min, 60min, system_random(), clock.function());
    std::vector<bytes> tickets;
    for (unsigned minute = 0; minute < 200; ++minute) {
        tickets.push_back(keys->seal(state));
        // Sealed up to a minute before its key was replaced, which was up to 60 minutes ago.
        for (unsigned age = 0; age <= minute; age += 7)
            BOOST_REQUIRE(opens(*keys, tickets[minute - age]) == (age <= 60));
        clock.now += 1min;
    }
}

BOOST_AUTO_TEST_CASE(replaced_keys_rotate_too)
{
    manual_clock clock;
    const auto keys = ticket_keys::rotating(12h, 24h, system_random(), clock.function());
    keys->replace(keys_named({1, 2}));
    ticket_keys second(keys_named({2}));
    const auto ticket = keys->seal(state), older = second.seal(state);
    BOOST_TEST(ticket.front() == 1);
    clock.now += 12h;
    BOOST_TEST(needs_renewal(*keys, ticket));
    BOOST_TEST(opens(*keys, older));
    clock.now += 24h;
    BOOST_TEST(!keys->open(ticket));
    BOOST_TEST(!keys->open(older));
}

BOOST_AUTO_TEST_CASE(bad_periods_are_refused)
{
    const auto is_refused = [](std::chrono::seconds period, std::chrono::seconds lifetime) {
        try {
            ticket_keys::rotating(period, lifetime);
            return false;
        } catch (const std::invalid_argument&) {
            return true;
        }
    };
    BOOST_TEST(is_refused(0s, 24h));
    BOOST_TEST(is_refused(-1s, 24h));
    BOOST_TEST(is_refused(1h, -1s));
    BOOST_TEST(is_refused(1h, 60h + 1s));
    BOOST_TEST(!is_refused(1h, 60h));
    BOOST_TEST(!is_refused(1h, 0s));
    BOOST_TEST(!is_refused(std::chrono::seconds::max(), std::chrono::seconds::max()));
    BOOST_TEST(is_refused(1s, std::chrono::seconds::max()));
    BOOST_CHECK_THROW(ticket_keys::rotating(1h, 2h, system_random(), nullptr), std::invalid_argument);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(ticket_keys_from_a_source)

BOOST_AUTO_TEST_CASE(the_source_is_asked_after_each_interval)
{
    manual_clock clock;
    unsigned calls = 0;
    std::vector<ticket_key> current = keys_named({1});
    ticket_keys keys(
        [&] {
            ++calls;
            return current;
        },
        60s, system_random(), clock.function());
    BOOST_TEST(calls == 1u);
    const auto ticket = keys.seal(state);
    current = keys_named({2, 1});
    clock.now += 59s;
    BOOST_TEST(!needs_renewal(keys, ticket));
    BOOST_TEST(calls == 1u);
    clock.now += 1s;
    BOOST_TEST(needs_renewal(keys, ticket));
    BOOST_TEST(keys.seal(state).front() == 2);
    BOOST_TEST(calls == 2u);
    current = keys_named({3});
    clock.now += 60s;
    BOOST_TEST(!keys.open(ticket));
    BOOST_TEST(calls == 3u);
}

BOOST_AUTO_TEST_CASE(the_earlier_ring_stays_if_the_source_fails)
{
    manual_clock clock;
    unsigned calls = 0;
    std::function<std::vector<ticket_key>()> answer = [] { return keys_named({1}); };
    ticket_keys keys(
        [&] {
            ++calls;
            return answer();
        },
        60s, system_random(), clock.function());
    const auto ticket = keys.seal(state);
    answer = []() -> std::vector<ticket_key> { throw std::runtime_error("the key server is gone"); };
    clock.now += 60s;
    BOOST_TEST(opens(keys, ticket));
    BOOST_TEST(opens(keys, ticket));
    BOOST_TEST(calls == 2u); // not at every ticket
    answer = [] { return keys_named({2, 2}); };
    clock.now += 60s;
    BOOST_TEST(!needs_renewal(keys, ticket));
    answer = [] { return keys_named({2, 1}); };
    clock.now += 60s;
    BOOST_TEST(needs_renewal(keys, ticket));
    BOOST_TEST(calls == 4u);
}

BOOST_AUTO_TEST_CASE(replaced_keys_stay_until_the_source_is_asked)
{
    manual_clock clock;
    ticket_keys keys([] { return keys_named({1}); }, 60s, system_random(), clock.function());
    keys.replace(keys_named({2}));
    BOOST_TEST(keys.seal(state).front() == 2);
    clock.now += 60s;
    BOOST_TEST(keys.seal(state).front() == 1);
}

BOOST_AUTO_TEST_CASE(the_source_may_use_the_ring)
{
    manual_clock clock;
    ticket_keys* ring = nullptr;
    bytes sealed;
    ticket_keys keys(
        [&] {
            if (ring != nullptr)
                sealed = ring->seal(state);
            return keys_named({1});
        },
        60s, system_random(), clock.function());
    ring = &keys;
    clock.now += 60s;
    BOOST_TEST(opens(keys, keys.seal(state)));
    BOOST_TEST(opens(keys, sealed));
}

BOOST_AUTO_TEST_CASE(the_first_failure_is_thrown)
{
    using keys_vector = std::vector<ticket_key>;
    const auto failing = []() -> keys_vector { throw std::runtime_error("no key server"); };
    BOOST_CHECK_THROW(ticket_keys(failing, 60s), std::runtime_error);
    BOOST_CHECK_THROW(ticket_keys([] { return keys_vector(); }, 60s), std::invalid_argument);
    BOOST_CHECK_THROW(ticket_keys([] { return keys_named({1}); }, 0s), std::invalid_argument);
    BOOST_CHECK_THROW(ticket_keys([] { return keys_named({1}); }, 60s, system_random(), nullptr),
                      std::invalid_argument);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(ticket_keys_under_load)

// Every thread's ticket opens, because each ring has the key of the ring before.
BOOST_AUTO_TEST_CASE(replacing_fails_no_ticket)
{
    ticket_keys keys(keys_named({0}));
    constexpr unsigned workers = 3, rounds = 500;
    std::atomic<unsigned> failures = 0, finished = 0, replaced = 0;
    std::vector<std::thread> threads;
    for (unsigned i = 0; i < workers; ++i)
        threads.emplace_back([&] {
            for (unsigned round = 0; round < rounds; ++round) {
                const auto before = replaced.load();
                const auto ticket = keys.seal(state);
                const auto opened = keys.open(ticket);
                // A ring lasts for two replacements: its key is then the second and then gone. The first one may have
                // been counted before `before` was read.
                const bool may_be_gone = replaced.load() != before;
                if (opened ? !std::ranges::equal(opened->state, state) : !may_be_gone)
                    ++failures;
                ++finished;
                finished.notify_one();
            }
        });
    // At most one replacement for a round: otherwise this thread would take the lock from the others all the time.
    std::uint8_t name = 0;
    for (unsigned seen = 0; seen != workers * rounds; seen = finished) {
        finished.wait(seen);
        ++name;
        ++replaced;
        keys.replace(keys_named({name, std::uint8_t(name - 1)}));
    }
    for (auto& thread : threads)
        thread.join();
    BOOST_TEST(failures == 0u);
    BOOST_TEST(replaced > 0u);
}

BOOST_AUTO_TEST_CASE(rotating_and_polling_fail_no_ticket)
{
    std::atomic<std::int64_t> seconds = 1'000'000'000;
    const auto clock = [&] { return time_point(std::chrono::seconds(seconds.load())); };
    // A thread may be stopped for any number of the others' rounds. All rounds together take less than the lifetime.
    const auto rotating = ticket_keys::rotating(30min, 24h, system_random(), clock);
    std::atomic<unsigned> calls = 0;
    ticket_keys polling(
        [&] {
            ++calls;
            return keys_named({1});
        },
        60s, system_random(), clock);
    std::atomic<unsigned> failures = 0;
    std::vector<std::thread> threads;
    for (unsigned i = 0; i < 3; ++i)
        threads.emplace_back([&] {
            for (unsigned round = 0; round < 2000; ++round) {
                const auto ticket = rotating->seal(state);
                seconds += 5;
                if (!rotating->open(ticket))
                    ++failures;
                if (!polling.open(polling.seal(state)))
                    ++failures;
            }
        });
    for (auto& thread : threads)
        thread.join();
    BOOST_TEST(failures == 0u);
    BOOST_TEST(calls > 1u);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(ticket_key_files)

BOOST_AUTO_TEST_CASE(files_have_keys_of_80_or_48_bytes)
{
    const temporary_directory folder;
    const auto number_in = [&](std::size_t size) {
        std::string content;
        for (std::size_t i = 0; i < size; ++i)
            content += static_cast<char>(i * 7 + i / 16);
        boost::system::error_code ec;
        const auto keys = ticket_keys::read_file(folder.write("keys", content), ec);
        BOOST_TEST(ec.failed() == keys.empty());
        BOOST_TEST((!ec || ec == boost::system::errc::invalid_argument));
        const auto key_size = keys.empty() ? 0 : size / keys.size();
        for (std::size_t i = 0; i < keys.size(); ++i) {
            const auto part = std::string_view(content).substr(i * key_size, key_size);
            BOOST_TEST(as_text(keys[i].name) == part.substr(0, 16));
            BOOST_TEST(as_text(keys[i].key) == part.substr(16));
        }
        if (!keys.empty())
            BOOST_CHECK_NO_THROW(ticket_keys{keys});
        return keys.size();
    };
    BOOST_TEST(number_in(48) == 1u);
    BOOST_TEST(number_in(80) == 1u);
    BOOST_TEST(number_in(2 * 48) == 2u);
    BOOST_TEST(number_in(2 * 80) == 2u);
    BOOST_TEST(number_in(240) == 3u); // not five keys of 48 bytes
    BOOST_TEST(number_in(64 * 80) == 64u);
    for (std::size_t size : {0, 1, 16, 32, 47, 49, 64, 79, 81, 128, 65 * 80, 66 * 48})
        BOOST_TEST(number_in(size) == 0u);
}

BOOST_AUTO_TEST_CASE(unreadable_files_are_the_systems_errors)
{
    const temporary_directory folder;
    boost::system::error_code ec;
    BOOST_TEST(ticket_keys::read_file(folder.path("missing"), ec).empty());
    BOOST_TEST((ec == boost::system::errc::no_such_file_or_directory));
    BOOST_TEST(ticket_keys::read_file(folder.path(), ec).empty());
    BOOST_TEST((ec == boost::system::errc::is_a_directory));
    BOOST_TEST(!ticket_keys::read_file(folder.write("keys", std::string(48, 'k')), ec).empty());
    BOOST_TEST(!ec);
}

BOOST_AUTO_TEST_SUITE_END()
