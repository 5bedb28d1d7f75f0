// The coroutine that a handshake is: it leaves nothing behind.

#include "protocol/handshake/flow.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <stdexcept>
#include <string_view>

namespace {

/// Looks at memory at the moment when it is freed.
struct watch {
    void* block = nullptr; ///< the first that is allocated while `armed`
    std::size_t size = 0;
    bool armed = false;
    bool freed = false;
    bool was_clean = false; ///< nothing but zeros in it
};
watch watched;

} // namespace

void* operator new(std::size_t size)
{
    auto* block = std::malloc(size == 0 ? 1 : size);
    if (block == nullptr)
        throw std::bad_alloc();
    if (watched.armed) {
        watched.armed = false;
        watched.block = block;
        watched.size = size;
    }
    return block;
}

void operator delete(void* block) noexcept
{
    if (block != nullptr && block == watched.block) {
        auto* begin = static_cast<const unsigned char*>(block);
        watched.was_clean = std::all_of(begin, begin + watched.size, [](auto byte) { return byte == 0; });
        watched.freed = true;
        watched.block = nullptr;
    }
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

/// Keeps a secret, without wiping it, over two waits.
[[gnu::noinline]] flow keeps_a_secret(std::string_view text, bool fails, std::size_t& seen)
{
    plain_secret copy(text);
    co_await std::suspend_always();
    seen += copy.view() == text;
    co_await std::suspend_always();
    seen += copy.view() == text;
    if (fails)
        throw std::runtime_error("failed");
}

struct started {
    std::size_t seen = 0;
    flow running;

    explicit started(bool fails = false)
    {
        watched = {};
        watched.armed = true;
        running = keeps_a_secret(secret_text, fails, seen);
    }

    /// Whether the frame holds the secret now.
    static bool frame_has_secret()
    {
        return std::string_view(static_cast<const char*>(watched.block), watched.size).find(secret_text) !=
               std::string_view::npos;
    }
};

} // namespace

BOOST_AUTO_TEST_SUITE(a_flow)

BOOST_AUTO_TEST_CASE(starts_suspended_and_goes_on_when_resumed)
{
    started s;
    BOOST_TEST(static_cast<bool>(s.running));
    BOOST_TEST(s.seen == 0u);
    s.running.resume();
    s.running.resume();
    BOOST_TEST(s.seen == 1u);
    BOOST_TEST(!s.running.done());
    s.running.resume();
    BOOST_TEST(s.seen == 2u);
    BOOST_TEST(s.running.done());
}

BOOST_AUTO_TEST_CASE(is_wiped_and_freed_when_it_is_abandoned_half_way)
{
    started s;
    s.running.resume();
    BOOST_REQUIRE(watched.block != nullptr);
    BOOST_TEST(started::frame_has_secret());
    s.running.reset();
    BOOST_TEST(watched.freed);
    BOOST_TEST(watched.was_clean);
    BOOST_TEST(!s.running);
}

BOOST_AUTO_TEST_CASE(is_wiped_and_freed_when_it_is_done)
{
    started s;
    for (int i = 0; i < 3; ++i)
        s.running.resume();
    BOOST_TEST(!watched.freed);
    s.running = flow();
    BOOST_TEST(watched.freed);
    BOOST_TEST(watched.was_clean);
}

BOOST_AUTO_TEST_CASE(throws_out_of_resume_and_is_wiped_all_the_same)
{
    {
        started s(true);
        s.running.resume();
        s.running.resume();
        BOOST_CHECK_THROW(s.running.resume(), std::runtime_error);
    }
    BOOST_TEST(watched.freed);
    BOOST_TEST(watched.was_clean);
}

BOOST_AUTO_TEST_CASE(is_handed_on_by_moving)
{
    started s;
    flow other(std::move(s.running));
    BOOST_TEST(!s.running);
    BOOST_TEST(static_cast<bool>(other));
    other.resume();
    other.reset();
    BOOST_TEST(watched.freed);
}

BOOST_AUTO_TEST_SUITE_END()
