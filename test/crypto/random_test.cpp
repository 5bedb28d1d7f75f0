// The system's random generator, with and without system calls.

#include "crypto/vdso_random.hpp"

#include <tls/crypto/random.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <set>
#include <thread>
#include <vector>

#include <sys/wait.h>
#include <unistd.h>

using namespace tls;

namespace {

using value = std::array<std::uint8_t, 32>;

value random_value()
{
    value result{};
    system_random().fill(result);
    return result;
}

/// Forks, and returns the child's first random value.
value random_value_of_child()
{
    std::array<int, 2> ends{};
    BOOST_REQUIRE_EQUAL(pipe(ends.data()), 0);
    const auto child = fork();
    BOOST_REQUIRE_NE(child, -1);
    if (child == 0) {
        const auto own = random_value();
        const auto written = write(ends[1], own.data(), own.size());
        _exit(written == static_cast<ssize_t>(own.size()) ? 0 : 1);
    }
    value result{};
    BOOST_REQUIRE_EQUAL(read(ends[0], result.data(), result.size()), static_cast<ssize_t>(result.size()));
    int status = 0;
    waitpid(child, &status, 0);
    BOOST_REQUIRE_EQUAL(status, 0);
    close(ends[0]);
    close(ends[1]);
    return result;
}

} // namespace

BOOST_AUTO_TEST_SUITE(random_sources)

BOOST_AUTO_TEST_CASE(fills_every_size_whole)
{
    for (std::size_t size : {0, 1, 31, 32, 33, 96, 97, 4095, 4096, 4097, 100'000}) {
        bytes out(size);
        system_random().fill(out);
        // The chance that any run of 16 bytes is zero is less than 2^-110.
        BOOST_TEST((std::search_n(out.begin(), out.end(), 16, 0) == out.end()));
    }
}

BOOST_AUTO_TEST_CASE(repeats_no_value_in_the_child_of_a_fork)
{
    std::set<value> seen{random_value()}; // the parent's generator has a state now
    for (int i = 0; i < 4; ++i) {
        BOOST_TEST(seen.insert(random_value_of_child()).second);
        BOOST_TEST(seen.insert(random_value()).second);
    }
}

BOOST_AUTO_TEST_CASE(repeats_no_value_in_other_threads)
{
    constexpr std::size_t threads = 8, values = 100;
    std::vector<std::vector<value>> made(threads);
    {
        std::vector<std::jthread> running;
        for (auto& own : made)
            running.emplace_back([&own] {
                for (std::size_t i = 0; i < values; ++i)
                    own.push_back(random_value());
            });
    }
    std::set<value> seen;
    for (const auto& own : made)
        seen.insert(own.begin(), own.end());
    BOOST_TEST(seen.size() == threads * values);
}

BOOST_AUTO_TEST_CASE(vdso_fills_the_beginning_or_nothing)
{
    bytes out(64, 0);
    const auto size = vdso_random(out);
    BOOST_TEST(size <= out.size());
    BOOST_TEST(std::all_of(out.begin() + static_cast<std::ptrdiff_t>(size), out.end(), [](auto b) { return b == 0; }));
}

BOOST_AUTO_TEST_CASE(works_while_a_thread_ends)
{
    // Destroyed after the generator's state, which the thread makes later.
    struct last {
        ~last() { BOOST_TEST(random_value() != value{}); }
    };
    std::jthread([] {
        thread_local last object;
        static_cast<void>(&object);
        random_value();
    }).join();
}

BOOST_AUTO_TEST_SUITE_END()
