// The guarantees that src/ needs of a compiler's coroutines. In each allowed form of co_await (test/lint/co_await.py),
// objects keep their address and are destroyed exactly once, whether the coroutine runs to its end or is destroyed at
// any suspension point. Compilers had bugs in other forms.

#include "lint/counted.hpp"

#include <boost/test/unit_test.hpp>

#include <coroutine>
#include <exception>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace {

using tls::test::counted;

class task {
public:
    struct promise_type {
        std::exception_ptr failure;

        task get_return_object() { return task(std::coroutine_handle<promise_type>::from_promise(*this)); }
        std::suspend_always initial_suspend() const noexcept { return {}; }
        std::suspend_always final_suspend() const noexcept { return {}; }
        void return_void() const noexcept {}
        void unhandled_exception() { failure = std::current_exception(); }
    };

    explicit task(std::coroutine_handle<promise_type> h) : handle_(h) {}
    task(task&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
    task& operator=(task&&) = delete;
    ~task()
    {
        if (handle_)
            handle_.destroy();
    }

    /// Runs to the next suspension point. Returns false at the end.
    bool resume()
    {
        handle_.resume();
        if (handle_.promise().failure)
            std::rethrow_exception(handle_.promise().failure);
        return !handle_.done();
    }

private:
    std::coroutine_handle<promise_type> handle_;
};

/// Like the awaiters of src/protocol/handshake: a class with a constructor, with references as members.
template <class T>
class operation {
public:
    operation(T (*make)(const counted&), const counted& argument) : make_(make), argument_(argument) {}
    bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<>) const noexcept {}
    T await_resume() const
    {
        argument_.check();
        return make_(argument_);
    }

private:
    T (*make_)(const counted&);
    const counted& argument_;
};

struct connection {
    counted state{7};

    operation<counted> next()
    {
        return {[](const counted& c) { return counted(c.value); }, state};
    }
    template <class... Messages>
    operation<std::variant<Messages...>> next_of()
    {
        return {[](const counted& c) { return std::variant<Messages...>(std::in_place_index<1>, c.value); }, state};
    }
    operation<std::vector<counted>> sign(const counted& key, int size)
    {
        key.check();
        return {[](const counted& c) { return std::vector<counted>(3, c); }, size == 3 ? key : state};
    }
    operation<int> take(counted argument)
    {
        argument.check();
        return {[](const counted& c) { return c.value; }, state};
    }
    operation<int> fail()
    {
        return {[](const counted&) -> int { throw std::string("a failure that is too long to lie inline"); }, state};
    }
};

void check_all(const std::vector<counted>& all)
{
    for (const auto& each : all)
        each.check();
}

task declares(connection& c)
{
    counted local(1);
    auto message = co_await c.next();
    message.check();
    auto signature = co_await c.sign(local, 3);
    check_all(signature);
    auto last = co_await c.next();
    last.check();
    local.check();
}

task assigns(connection& c)
{
    auto message = co_await c.next();
    message = co_await c.next();
    auto signature = co_await c.sign(message, 3);
    signature = co_await c.sign(message, 0);
    check_all(signature);
    message.check();
}

task discards(connection& c)
{
    co_await c.next();
    counted local;
    co_await c.sign(local, 3);
    local.check();
}

task chooses_by_type(connection& c)
{
    auto message = co_await c.next_of<std::string, counted>();
    if (auto* second = std::get_if<counted>(&message)) {
        second->check();
        auto signature = co_await c.sign(*second, 3);
        check_all(signature);
    }
}

task moves_arguments(connection& c)
{
    counted argument(4);
    auto value = co_await c.take(std::move(argument));
    BOOST_TEST(value == 7);
    co_await c.take(argument);
}

task awaits_in_branches_and_loops(connection& c)
{
    std::optional<counted> found;
    for (int i = 0; i < 3; ++i) {
        counted each(i);
        auto message = co_await c.next();
        each.check();
        if (i == 1) {
            found = co_await c.next();
            found->check();
        } else
            co_await c.next();
    }
    found->check();
}

task catches_and_continues(connection& c)
{
    counted before;
    bool failed = false;
    try {
        counted inside;
        co_await c.fail();
    } catch (const std::string&) {
        failed = true;
    }
    BOOST_TEST(failed);
    co_await c.next();
    before.check();
}

/// Runs the coroutine to its end, and destroys it at each suspension point.
void check_contract(task (*coroutine)(connection&))
{
    bool ended = false;
    for (int suspensions = 0; !ended; ++suspensions) {
        counted::alive = 0;
        counted::misplaced = 0;
        {
            connection c;
            auto running = coroutine(c);
            int left = suspensions;
            while (left-- > 0 && !ended)
                ended = !running.resume();
        }
        BOOST_TEST(counted::alive == 0);
        BOOST_TEST(counted::misplaced == 0);
        BOOST_REQUIRE(suspensions < 100);
    }
}

} // namespace

BOOST_AUTO_TEST_SUITE(coroutine_contract)

BOOST_AUTO_TEST_CASE(declared_result_keeps_its_address)
{
    check_contract(declares);
}

BOOST_AUTO_TEST_CASE(assigned_result_keeps_its_address)
{
    check_contract(assigns);
}

BOOST_AUTO_TEST_CASE(discarded_result_is_destroyed)
{
    check_contract(discards);
}

BOOST_AUTO_TEST_CASE(variant_result_keeps_its_address)
{
    check_contract(chooses_by_type);
}

BOOST_AUTO_TEST_CASE(moved_argument_is_destroyed_once)
{
    check_contract(moves_arguments);
}

BOOST_AUTO_TEST_CASE(results_in_branches_and_loops_keep_their_address)
{
    check_contract(awaits_in_branches_and_loops);
}

BOOST_AUTO_TEST_CASE(exception_of_an_awaited_operation_can_be_caught)
{
    check_contract(catches_and_continues);
}

BOOST_AUTO_TEST_SUITE_END()
