// Disturbs a connection after its nth step, for every n: cancels an operation, or destroys its stream or even its
// execution context. A step is one executed handler, so every suspension point of an operation lies between two steps.

#include "stream/sweep_conversation.hpp"
#include "stream/sweep_scripts.hpp"
#include "support/sweep.hpp"

#include <boost/test/unit_test.hpp>

using namespace tls;
using namespace tls::test;
namespace asio = boost::asio;

namespace {

constexpr asio::cancellation_type cancellation_types[] = {
    asio::cancellation_type::terminal, asio::cancellation_type::partial, asio::cancellation_type::total};

template <class NextLayer>
using endpoint_lane = typename endpoint<NextLayer>::lane;

struct disturbance_sweep {
    std::vector<handshake_variant> variants = handshake_variants();
    const handshake_variant& tls12 = variants[4];
    const handshake_variant early = early_data_variant();
    transport_plan plan;
    std::size_t stride = 1;

    /// Disturbs the connection after n steps, for each n up to the total number of steps.
    template <class NextLayer, class Disturb>
    void disturb_each(const handshake_variant& variant, const script& scenario, Disturb disturb)
    {
        for (std::size_t n = 0;; n = next_place(n, stride)) {
            BOOST_TEST_CONTEXT(variant.name << ", " << scenario.name << ", step " << n)
            {
                auto connection = std::make_unique<test_connection<NextLayer>>(variant, scenario);
                if constexpr (std::is_same_v<NextLayer, faulty_stream>) {
                    connection->client.transport().set_plan(plan);
                    connection->server.transport().set_plan(plan);
                }
                connection->start();
                if (connection->run(n) < n) {
                    BOOST_TEST(n > 8u);
                    return;
                }
                disturb(connection);
                BOOST_REQUIRE(n < 100'000u);
            }
        }
    }

    /// Cancels the pending operation in each lane of each endpoint. The endpoint tries again and must still finish.
    template <class NextLayer>
    void cancel_each(const handshake_variant& variant, const script& scenario)
    {
        using endpoint_type = endpoint<NextLayer>;
        unsigned aborted = 0;
        for (auto type : cancellation_types) {
            for (auto whose : {role::client, role::server}) {
                for (auto lane : {&endpoint_type::reading, &endpoint_type::writing}) {
                    disturb_each<NextLayer>(variant, scenario, [&](auto& connection) {
                        auto& subject = connection->of(whose);
                        connection->cancel(subject, subject.*lane, type);
                        connection->run();
                        aborted += (subject.*lane).aborted;
                        auto problems = connection->problems_unless_complete();
                        BOOST_TEST(problems.empty(), problems);
                    });
                }
            }
        }
        BOOST_TEST(aborted > (sweeps_are_whole() ? 20u : 0u));
    }

    template <class NextLayer>
    void destroy_each(const handshake_variant& variant, const script& scenario)
    {
        for (auto whose : {role::client, role::server}) {
            disturb_each<NextLayer>(variant, scenario, [&](auto& connection) {
                auto& subject = connection->of(whose);
                std::vector<endpoint_lane<NextLayer>*> busy;
                for (auto* lane : {&subject.reading, &subject.writing}) {
                    if (lane->is_busy())
                        busy.push_back(lane);
                }
                subject.destroy();
                connection->run();
                auto problems = connection->problems();
                BOOST_TEST(problems.empty(), problems);
                // An operation that had ended before may still report its own result.
                for (auto* lane : busy) {
                    BOOST_TEST((!lane->last || lane->last == asio::error::operation_aborted ||
                                (lane == &subject.reading && subject.received_eof)),
                               lane->last.message());
                }
            });
        }
    }

    /// Resets both streams and runs another connection with them.
    template <class NextLayer>
    void reset_each(const handshake_variant& variant, const script& scenario)
    {
        disturb_each<NextLayer>(variant, scenario, [](auto& connection) {
            connection->start_again();
            connection->run();
            auto problems = connection->problems_unless_complete();
            BOOST_TEST(problems.empty(), problems);
        });
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(connection_disturbed_at_every_step, disturbance_sweep)

BOOST_AUTO_TEST_CASE(continues_after_cancelling_a_handshake)
{
    for (auto& variant : variants)
        cancel_each<faulty_stream>(variant, greeting);
}

BOOST_AUTO_TEST_CASE(continues_after_cancelling_any_operation)
{
    for (auto& scenario : {both_at_once, in_turn, interrupted})
        cancel_each<faulty_stream>(variants.front(), scenario);
    cancel_each<faulty_stream>(tls12, both_at_once);
}

BOOST_AUTO_TEST_CASE(continues_after_cancelling_early_data)
{
    for (auto& scenario : {greeting, in_turn})
        cancel_each<faulty_stream>(early, with_early_data(scenario));
    cancel_each<local_socket>(early, with_early_data(greeting));
}

BOOST_AUTO_TEST_CASE(continues_after_cancelling_any_operation_over_sockets)
{
    for (auto& scenario : {greeting, both_at_once, in_turn, interrupted})
        cancel_each<local_socket>(variants.front(), scenario);
}

BOOST_AUTO_TEST_CASE(continues_after_cancelling_with_split_transfers)
{
    plan.read_size = plan.write_size = byte_by_byte();
    stride = 307;
    cancel_each<faulty_stream>(variants.front(), in_bytes(both_at_once));
    plan.read_size = plan.write_size = random_pieces(2);
    plan.delay = 2;
    plan.capacity = 500;
    stride = 23;
    cancel_each<faulty_stream>(variants[3], in_turn);
    cancel_each<faulty_stream>(early, with_early_data(in_turn));
}

BOOST_AUTO_TEST_CASE(operations_complete_once_when_a_stream_is_destroyed)
{
    for (auto& variant : variants)
        destroy_each<faulty_stream>(variant, greeting);
    for (auto& scenario : {both_at_once, in_turn, interrupted})
        destroy_each<faulty_stream>(variants.front(), scenario);
    destroy_each<local_socket>(variants.front(), both_at_once);
    destroy_each<faulty_stream>(tls12, in_turn);
    destroy_each<faulty_stream>(early, with_early_data(greeting));
}

BOOST_AUTO_TEST_CASE(reset_streams_run_another_connection)
{
    for (auto& variant : variants)
        reset_each<faulty_stream>(variant, greeting);
    for (auto& scenario : {both_at_once, in_turn, interrupted})
        reset_each<faulty_stream>(variants.front(), scenario);
    reset_each<local_socket>(variants.front(), both_at_once);
    reset_each<faulty_stream>(early, with_early_data(greeting));
}

BOOST_AUTO_TEST_CASE(destroying_everything_leaks_nothing)
{
    // The sanitizers report leaks.
    auto forget = [](auto& connection) { connection.reset(); };
    for (auto& variant : variants)
        disturb_each<faulty_stream>(variant, greeting, forget);
    disturb_each<faulty_stream>(variants.front(), both_at_once, forget);
    disturb_each<local_socket>(variants.front(), both_at_once, forget);
}

BOOST_AUTO_TEST_SUITE_END()
