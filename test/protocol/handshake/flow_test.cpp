// Flows and steps, the coroutines of an exchange: they run in order and free and wipe all memory.

#include "protocol/handshake/step.hpp"
#include "protocol/record/block_pool.hpp"

#include <tls/crypto/secret.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace {

std::size_t allocated_blocks = 0;

} // namespace

void* operator new(std::size_t size)
{
    auto* block = std::calloc(1, size == 0 ? 1 : size);
    if (block == nullptr)
        throw std::bad_alloc();
    ++allocated_blocks;
    return block;
}

void operator delete(void* block) noexcept
{
    std::free(block);
}

void operator delete(void* block, std::size_t) noexcept
{
    operator delete(block);
}

namespace {

using namespace tls;

constexpr std::string_view secret_text = "what nobody else may ever learn";

struct plain_secret {
    std::array<char, 31> text;
    explicit plain_secret(std::string_view from) { std::copy(from.begin(), from.end(), text.begin()); }
    std::string_view view() const { return {text.data(), text.size()}; }
};

/// Keeps a secret over two waits, without wiping it.
[[gnu::noinline]] flow keeps_a_secret(step_stack&, std::string_view text, bool fails, std::size_t& seen)
{
    plain_secret copy(text);
    co_await std::suspend_always();
    seen += copy.view() == text;
    co_await std::suspend_always();
    seen += copy.view() == text;
    if (fails)
        throw std::runtime_error("failed");
}

/// The block of the pool that the next arena of this thread takes.
class watched_block {
public:
    watched_block()
    {
        const auto next = block::acquire(arena_block_size);
        memory_ = {next.data(), next.capacity()};
        wipe(memory_);
    }

    bool has(std::string_view text) const { return as_text(memory_).find(text) != std::string_view::npos; }
    /// The block must be in the pool. It leaves it for the look: AddressSanitizer reports uses of memory in there.
    bool is_clean() const
    {
        const auto taken = block::acquire(arena_block_size);
        return std::ranges::all_of(memory_, [](auto octet) { return octet == 0; });
    }
    /// Whether it is in the pool.
    bool is_free() const { return block::acquire(arena_block_size).data() == memory_.data(); }

private:
    static constexpr std::size_t arena_block_size = 16 * 1024;
    byte_span memory_;
};

struct started {
    watched_block memory;
    std::size_t seen = 0;
    std::optional<step_stack> stack{std::in_place};
    std::optional<flow> running;

    explicit started(bool fails = false)
    {
        running.emplace(keeps_a_secret(*stack, secret_text, fails, seen));
        running->begin();
    }

    /// Ends in the order in which an exchange does: flow first, then its memory.
    void end()
    {
        running.reset();
        stack.reset();
    }
};

/// The actions of the steps below, in order.
using record_of_steps = std::vector<std::string>;

step<std::string> inner(step_stack&, record_of_steps& done, std::string text)
{
    done.push_back("inner begins");
    co_await std::suspend_always();
    done.push_back("inner ends");
    co_return text + "!";
}

step<std::string> middle(step_stack& stack, record_of_steps& done, std::string text)
{
    done.push_back("middle begins");
    auto first = co_await inner(stack, done, text);
    auto second = co_await inner(stack, done, std::move(first));
    done.push_back("middle ends");
    co_return second;
}

step<> fails(step_stack&, bool at_once)
{
    if (!at_once)
        co_await std::suspend_always();
    throw std::runtime_error("failed");
}

flow outer(step_stack& stack, record_of_steps& done, std::string& result)
{
    const std::string text = "text";
    auto answer = co_await middle(stack, done, text);
    result = answer;
}

flow catches(step_stack& stack, bool at_once, bool& caught)
{
    try {
        co_await fails(stack, at_once);
    } catch (const std::runtime_error&) {
        caught = true;
    }
    co_await std::suspend_always();
}

flow passes_on(step_stack& stack, bool at_once)
{
    co_await fails(stack, at_once);
}

step<> small(step_stack&, std::size_t& runs)
{
    ++runs;
    co_return;
}

flow repeats(step_stack& stack, std::size_t times, std::size_t& runs)
{
    for (std::size_t i = 0; i < times; ++i)
        co_await small(stack, runs);
}

/// Nests steps `depth` levels deep, each with a large frame.
step<std::size_t> nests(step_stack& stack, std::size_t depth)
{
    std::array<unsigned char, 3000> large{};
    co_await std::suspend_always();
    large[depth] = 1;
    if (depth == 0)
        co_return 1;
    const auto less = depth - 1;
    auto below = co_await nests(stack, less);
    co_return below + large[depth];
}

flow nests_deeply(step_stack& stack, std::size_t depth, std::size_t& result)
{
    result = co_await nests(stack, depth);
}

/// Resumes the flow to its end. Returns the number of resumptions.
std::size_t run(step_stack& stack, flow& f)
{
    f.begin();
    std::size_t resumed = 0;
    for (; !f.done(); ++resumed)
        stack.resume();
    return resumed;
}

} // namespace

BOOST_AUTO_TEST_SUITE(flow_lifetime)

BOOST_AUTO_TEST_CASE(starts_suspended_and_continues_when_resumed)
{
    started s;
    BOOST_TEST(s.running.has_value());
    BOOST_TEST(s.seen == 0u);
    s.stack->resume();
    s.stack->resume();
    BOOST_TEST(s.seen == 1u);
    BOOST_TEST(!s.running->done());
    s.stack->resume();
    BOOST_TEST(s.seen == 2u);
    BOOST_TEST(s.running->done());
}

BOOST_AUTO_TEST_CASE(is_wiped_and_freed_when_abandoned)
{
    started s;
    s.stack->resume();
    BOOST_TEST(s.memory.has(secret_text));
    s.running.reset();
    BOOST_TEST(!s.memory.has(secret_text));
    s.end();
    BOOST_TEST(s.memory.is_free());
    BOOST_TEST(s.memory.is_clean());
}

BOOST_AUTO_TEST_CASE(is_wiped_and_freed_when_done)
{
    started s;
    for (int i = 0; i < 3; ++i)
        s.stack->resume();
    BOOST_TEST(!s.memory.is_free());
    s.end();
    BOOST_TEST(s.memory.is_free());
    BOOST_TEST(s.memory.is_clean());
}

BOOST_AUTO_TEST_CASE(reports_exception_and_is_wiped)
{
    started s(true);
    for (int i = 0; i < 3; ++i)
        s.stack->resume();
    BOOST_TEST(s.running->done());
    BOOST_CHECK_THROW(s.running->rethrow_failure(), std::runtime_error);
    s.end();
    BOOST_TEST(s.memory.is_free());
    BOOST_TEST(s.memory.is_clean());
}

BOOST_AUTO_TEST_CASE(survives_a_move)
{
    started s;
    {
        flow other(std::move(*s.running));
        s.running.reset();
        s.stack->resume();
        BOOST_TEST(!other.done());
    }
    s.end();
    BOOST_TEST(s.memory.is_free());
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(nested_steps)

BOOST_AUTO_TEST_CASE(end_before_awaiting_step_continues)
{
    step_stack stack;
    record_of_steps done;
    std::string result;
    auto f = outer(stack, done, result);
    run(stack, f);
    BOOST_TEST(result == "text!!");
    const record_of_steps expected{"middle begins", "inner begins", "inner ends",
                                   "inner begins",  "inner ends",   "middle ends"};
    BOOST_TEST(done == expected);
}

BOOST_AUTO_TEST_CASE(throw_into_awaiting_step)
{
    for (bool at_once : {true, false}) {
        step_stack stack;
        bool caught = false;
        auto f = catches(stack, at_once, caught);
        run(stack, f);
        BOOST_TEST(caught);
        f.rethrow_failure();
        auto other = passes_on(stack, at_once);
        run(stack, other);
        BOOST_CHECK_THROW(other.rethrow_failure(), std::runtime_error);
    }
}

BOOST_AUTO_TEST_CASE(are_destroyed_with_flow_at_any_point)
{
    std::size_t stops = 0;
    for (bool ended = false; !ended; ++stops) {
        step_stack stack;
        record_of_steps done;
        std::string result;
        auto f = outer(stack, done, result);
        f.begin();
        for (std::size_t i = 0; i < stops && !f.done(); ++i)
            stack.resume();
        ended = f.done();
    }
    BOOST_TEST(stops > 5u);
}

BOOST_AUTO_TEST_CASE(reuse_memory_of_earlier_steps)
{
    step_stack stack;
    std::size_t runs = 0;
    {
        auto f = repeats(stack, 1, runs);
        run(stack, f);
    }
    const auto before = allocated_blocks;
    {
        auto f = repeats(stack, 1000, runs);
        run(stack, f);
    }
    BOOST_TEST(allocated_blocks == before);
    BOOST_TEST(runs == 1001u);
}

BOOST_AUTO_TEST_CASE(may_need_more_than_one_memory_block)
{
    step_stack stack;
    for (int round = 0; round < 3; ++round) {
        std::size_t result = 0;
        auto f = nests_deeply(stack, 20, result);
        run(stack, f);
        BOOST_TEST(result == 21u);
    }
    BOOST_TEST(stack.frames().capacity() > 20u * 3000u);
    BOOST_TEST(stack.frames().capacity() < 2u * 21u * 4500u);
}

BOOST_AUTO_TEST_SUITE_END()
