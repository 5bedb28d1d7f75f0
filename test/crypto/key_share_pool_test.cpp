#include <tls/crypto/registry.hpp>
#include <tls/key_share_pool.hpp>

#include <boost/test/unit_test.hpp>

#include <sched.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstring>
#include <set>
#include <stdexcept>
#include <thread>

using namespace tls;

namespace {

const key_exchange_group& group(named_group id)
{
    return *registry::standard()->find_group(static_cast<std::uint16_t>(id));
}

const auto& x25519 = group(named_group::x25519);
const auto& secp256r1 = group(named_group::secp256r1);
const std::array groups{x25519, secp256r1};

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

struct pool_test {
    explicit pool_test(std::size_t max_pairs = 3) : pool(groups, max_pairs, random, [this] { request(); }) {}

    std::size_t fill()
    {
        std::size_t steps = 0;
        while (pool.refill(1))
            ++steps;
        return steps;
    }

    switchable_random random;
    unsigned requests = 0;
    std::function<void()> request = [this] { ++requests; };
    key_share_pool pool;
};

bool gives_nothing(key_share_pool& pool)
{
    return pool.take(x25519) == nullptr && pool.ready(x25519) == 0 && !pool.refill(1);
}

int exit_code_of(pid_t child)
{
    int status = -1;
    return ::waitpid(child, &status, 0) == child && WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

constexpr int not_permitted = 77;

/// Runs `body` in a fork of this process that has process id 1 in a new PID namespace. Returns its result.
template <class Body>
int run_as_pid_1(Body&& body)
{
    if (::unshare(CLONE_NEWPID) != 0 && ::unshare(CLONE_NEWUSER | CLONE_NEWPID) != 0)
        return not_permitted;
    const auto child = ::fork();
    if (child == 0)
        ::_exit(::getpid() == 1 ? body() : 1);
    return exit_code_of(child);
}

bytes share_of(const std::unique_ptr<key_exchange>& pair)
{
    return to_bytes(pair->share());
}

} // namespace

BOOST_AUTO_TEST_SUITE(key_share_pools)

BOOST_AUTO_TEST_CASE(take_returns_each_pair_once)
{
    pool_test t;
    t.pool.want(x25519);
    t.fill();
    std::set<bytes> shares;
    for (int i = 0; i < 3; ++i)
        shares.insert(share_of(t.pool.take(x25519)));
    BOOST_TEST(shares.size() == 3u);
    BOOST_TEST((t.pool.take(x25519) == nullptr));
}

BOOST_AUTO_TEST_CASE(pairs_agree_with_a_peer)
{
    pool_test t;
    for (auto* g : {&x25519, &secp256r1}) {
        t.pool.want(*g);
        t.fill();
        auto ours = t.pool.take(*g);
        auto answer = g->encapsulate(ours->share(), system_random());
        BOOST_TEST((ours->decapsulate(answer->share) == answer->secret));
    }
}

BOOST_AUTO_TEST_CASE(refill_respects_max_pairs)
{
    pool_test t;
    t.pool.want(x25519);
    BOOST_TEST(t.pool.refill(2));
    BOOST_TEST(t.pool.ready(x25519) == 2u);
    BOOST_TEST(!t.pool.refill(100));
    BOOST_TEST(t.pool.ready(x25519) == 3u);
    BOOST_CHECK_THROW(key_share_pool(groups, 1025, system_random()), std::length_error);
}

BOOST_AUTO_TEST_CASE(refill_skips_groups_that_were_not_wanted)
{
    pool_test t;
    BOOST_TEST(!t.pool.refill(100));
    BOOST_TEST((t.pool.take(secp256r1) == nullptr));
    t.fill();
    BOOST_TEST(t.pool.ready(secp256r1) == 3u);
    BOOST_TEST(t.pool.ready(x25519) == 0u);
}

BOOST_AUTO_TEST_CASE(ignores_groups_that_were_not_configured)
{
    pool_test t;
    const auto& other = group(named_group::secp384r1);
    t.pool.want(other);
    BOOST_TEST((t.pool.take(other) == nullptr));
    BOOST_TEST(t.pool.ready(other) == 0u);
    BOOST_TEST(t.requests == 0u);
}

BOOST_AUTO_TEST_CASE(take_rejects_another_implementation_of_the_same_code_point)
{
    pool_test t;
    t.pool.want(x25519);
    t.fill();
    auto other = x25519;
    other.generate = secp256r1.generate;
    BOOST_TEST((t.pool.take(other) == nullptr));
}

BOOST_AUTO_TEST_CASE(take_returns_the_oldest_pair_first)
{
    pool_test t;
    t.pool.want(x25519);
    t.fill();
    std::set<bytes> first;
    first.insert(share_of(t.pool.take(x25519)));
    t.fill();
    first.insert(share_of(t.pool.take(x25519)));
    first.insert(share_of(t.pool.take(x25519)));
    t.fill();
    auto fourth = share_of(t.pool.take(x25519));
    BOOST_TEST(first.size() == 3u);
    BOOST_TEST(first.count(fourth) == 0u);
}

BOOST_AUTO_TEST_CASE(at_most_one_refill_request_is_pending)
{
    pool_test t;
    t.pool.want(x25519);
    t.pool.take(x25519);
    t.pool.take(secp256r1);
    BOOST_TEST(t.requests == 1u);
    t.fill();
    BOOST_TEST(t.pool.ready(x25519) == 3u);
    BOOST_TEST(t.pool.ready(secp256r1) == 3u);
    t.pool.take(x25519);
    BOOST_TEST(t.requests == 2u);
}

BOOST_AUTO_TEST_CASE(full_pool_requests_no_refill)
{
    pool_test t;
    t.pool.want(x25519);
    t.fill();
    t.pool.want(x25519);
    BOOST_TEST(t.requests == 1u);
}

BOOST_AUTO_TEST_CASE(requests_refill_again_after_request_threw)
{
    pool_test t;
    t.request = [&] {
        ++t.requests;
        throw std::bad_alloc();
    };
    BOOST_TEST((t.pool.take(x25519) == nullptr));
    BOOST_TEST((t.pool.take(x25519) == nullptr));
    BOOST_TEST(t.requests == 2u);
}

BOOST_AUTO_TEST_CASE(requests_refill_again_after_randomness_failed)
{
    pool_test t;
    t.pool.want(x25519);
    t.random.fails = true;
    BOOST_CHECK_THROW(t.pool.refill(1), std::runtime_error);
    BOOST_TEST(t.pool.ready(x25519) == 0u);
    t.random.fails = false;
    t.pool.want(x25519);
    BOOST_TEST(t.requests == 2u);
    t.fill();
    BOOST_TEST(t.pool.ready(x25519) == 3u);
}

BOOST_AUTO_TEST_CASE(requests_refill_again_after_give_up)
{
    pool_test t;
    t.pool.want(x25519);
    t.pool.give_up();
    t.pool.want(x25519);
    BOOST_TEST(t.requests == 2u);
}

BOOST_AUTO_TEST_CASE(take_returns_nothing_after_fork)
{
    pool_test t;
    t.pool.want(x25519);
    t.fill();
    const auto child = ::fork();
    BOOST_REQUIRE(child >= 0);
    if (child == 0)
        ::_exit(gives_nothing(t.pool) ? 0 : 1);
    BOOST_TEST(exit_code_of(child) == 0);
    BOOST_TEST((t.pool.take(x25519) != nullptr));
}

BOOST_AUTO_TEST_CASE(take_returns_nothing_after_fork_with_the_same_pid)
{
    const auto child = ::fork();
    BOOST_REQUIRE(child >= 0);
    if (child == 0) {
        ::_exit(run_as_pid_1([] {
            pool_test t;
            t.pool.want(x25519);
            t.fill();
            const auto result = run_as_pid_1([&] { return gives_nothing(t.pool) ? 0 : 1; });
            return t.pool.take(x25519) != nullptr ? result : 1;
        }));
    }
    const auto result = exit_code_of(child);
    if (result == not_permitted)
        BOOST_TEST_MESSAGE("skipped: this process may not create namespaces");
    else
        BOOST_TEST(result == 0);
}

BOOST_AUTO_TEST_CASE(no_pair_is_returned_to_two_threads)
{
    constexpr std::size_t each = 200;
    key_share_pool pool(groups, 16, system_random());
    std::atomic<bool> stop = false;
    auto make = [&] {
        while (!stop)
            pool.refill(4);
    };
    std::array<std::vector<bytes>, 3> taken;
    auto take = [&](std::vector<bytes>& to) {
        for (unsigned i = 0; to.size() < each; ++i) {
            if (auto pair = pool.take(i % 2 == 0 ? x25519 : secp256r1))
                to.push_back(share_of(pair));
            else
                std::this_thread::yield();
        }
    };
    std::vector<std::thread> makers, takers;
    for (int i = 0; i < 2; ++i)
        makers.emplace_back(make);
    for (auto& to : taken)
        takers.emplace_back([&] { take(to); });
    for (auto& thread : takers)
        thread.join();
    stop = true;
    for (auto& thread : makers)
        thread.join();

    std::set<bytes> all;
    for (auto& shares : taken)
        all.insert(shares.begin(), shares.end());
    BOOST_TEST(all.size() == taken.size() * each);
    BOOST_TEST(pool.ready(x25519) <= 16u);
    BOOST_TEST(pool.ready(secp256r1) <= 16u);
}

BOOST_AUTO_TEST_SUITE_END()
