// The guarantees that src/ needs of steps (protocol/handshake/step.hpp) in the allowed forms of co_await
// (test/lint/co_await.py): arguments, results and locals keep their address and are destroyed exactly once, whether the
// flow runs to its end, throws, or is destroyed at any suspension point of any of its steps.

#include "lint/counted.hpp"
#include "protocol/handshake/step.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <variant>
#include <vector>

BOOST_AUTO_TEST_SUITE(step_contract)

namespace {

using tls::flow;
using tls::step;
using tls::step_stack;
using tls::test::counted;

/// Like handshake_context: the state that a flow shares with its steps.
struct context : step_stack {
    counted state{7};

    struct pause {
        explicit pause(context& c) noexcept : context_(c) {}
        bool await_ready() const noexcept { return false; }
        void await_suspend(std::coroutine_handle<>) const noexcept {}
        counted await_resume() const { return counted(context_.state.value); }
        context& context_;
    };
    pause next() { return pause(*this); }
};

step<counted> by_value(context& c, counted argument)
{
    argument.check();
    counted local(argument.value + 1);
    auto message = co_await c.next();
    argument.check();
    local.check();
    message.check();
    co_return local;
}

step<> by_reference(context& c, const counted& argument, counted& changed)
{
    argument.check();
    co_await c.next();
    argument.check();
    changed.value = argument.value;
    changed.check();
}

step<counted> without_suspension(context&, const counted& argument)
{
    co_return argument;
}

step<std::variant<std::string, counted>> returns_variant(context& c, bool second)
{
    co_await c.next();
    if (second)
        co_return counted(2);
    co_return std::string("a string that is too long to lie inline");
}

step<std::optional<counted>> returns_optional(context& c, bool has_one)
{
    co_await c.next();
    if (has_one)
        co_return counted(3);
    co_return std::nullopt;
}

step<std::vector<counted>> returns_vector(context& c, std::size_t n)
{
    co_await c.next();
    co_return std::vector<counted>(n);
}

step<counted> nested(context& c, counted argument)
{
    auto first = co_await by_value(c, argument);
    auto second = co_await by_value(c, std::move(argument));
    first.check();
    second.check();
    co_await by_reference(c, first, second);
    co_return second;
}

step<counted> fails(context& c, bool early, counted argument)
{
    if (early)
        throw std::runtime_error("early");
    co_await c.next();
    argument.check();
    throw std::runtime_error("late");
}

flow awaits_each_form(context& c)
{
    counted local(5);
    auto declared = co_await by_value(c, local);
    const auto constant = co_await by_value(c, std::move(local));
    declared.check();
    constant.check();
    declared = co_await nested(c, constant);
    declared.check();
    co_await by_value(c, declared);
    co_await by_reference(c, declared, local);
    auto now = co_await without_suspension(c, declared);
    now.check();
    BOOST_TEST(now.value == declared.value);
}

flow awaits_results_of_all_types(context& c)
{
    auto choice = co_await returns_variant(c, true);
    std::get<counted>(choice).check();
    choice = co_await returns_variant(c, false);
    BOOST_TEST(std::get<std::string>(choice).size() > 30u);
    auto found = co_await returns_optional(c, true);
    found->check();
    found = co_await returns_optional(c, false);
    BOOST_TEST(!found);
    const auto many = co_await returns_vector(c, 3);
    for (const auto& each : many)
        each.check();
}

flow awaits_in_branches_and_loops(context& c)
{
    counted kept;
    for (int i = 0; i < 3; ++i) {
        counted each(i);
        if (i == 1)
            kept = co_await nested(c, each);
        else
            co_await by_reference(c, each, kept);
        each.check();
    }
    kept.check();
}

flow catches_and_continues(context& c)
{
    counted before(1);
    for (bool early : {true, false}) {
        bool caught = false;
        try {
            counted inside(2);
            co_await fails(c, early, inside);
        } catch (const std::runtime_error&) {
            caught = true;
        }
        BOOST_TEST(caught);
        co_await by_value(c, before);
    }
    before.check();
}

flow does_not_catch(context& c)
{
    counted before(1);
    co_await by_value(c, before);
    co_await fails(c, false, before);
}

/// Runs the flow to its end, and destroys it at each suspension point, also between steps.
void check_contract(flow (*start)(context&), bool throws = false)
{
    bool ended = false;
    for (int resumptions = 0; !ended; ++resumptions) {
        counted::alive = 0;
        counted::misplaced = 0;
        {
            context c;
            auto running = start(c);
            running.begin();
            for (int left = resumptions; left > 0 && !running.done(); --left)
                c.resume();
            ended = running.done();
            if (ended && throws)
                BOOST_CHECK_THROW(running.rethrow_failure(), std::runtime_error);
            else if (ended)
                running.rethrow_failure();
        }
        BOOST_TEST(counted::alive == 0);
        BOOST_TEST(counted::misplaced == 0);
        BOOST_REQUIRE(resumptions < 200);
    }
}

} // namespace

BOOST_AUTO_TEST_CASE(arguments_and_results_keep_their_address_in_each_form)
{
    check_contract(awaits_each_form);
}

BOOST_AUTO_TEST_CASE(results_of_all_types_keep_their_address)
{
    check_contract(awaits_results_of_all_types);
}

BOOST_AUTO_TEST_CASE(steps_in_branches_and_loops_destroy_all_objects)
{
    check_contract(awaits_in_branches_and_loops);
}

BOOST_AUTO_TEST_CASE(exception_of_a_step_can_be_caught)
{
    check_contract(catches_and_continues);
}

BOOST_AUTO_TEST_CASE(uncaught_exception_of_a_step_ends_the_flow)
{
    check_contract(does_not_catch, true);
}

BOOST_AUTO_TEST_SUITE_END()
