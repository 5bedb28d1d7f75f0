// Conversations that are disturbed at their nth step, for every n: an operation is cancelled, or its stream or even its
// execution context destroyed. A step is a handler that runs, so every suspension of an operation lies between two.

#include "stream/sweep_conversation.hpp"
#include "stream/sweep_scripts.hpp"

#include <boost/test/unit_test.hpp>

using namespace tls;
using namespace tls::test;
namespace asio = boost::asio;

namespace {

constexpr asio::cancellation_type cancellation_types[] = {
    asio::cancellation_type::terminal, asio::cancellation_type::partial, asio::cancellation_type::total};

template <class NextLayer>
using party_lane = typename party<NextLayer>::lane;

struct disturbance_sweep {
    std::vector<handshake_variant> variants = handshake_variants();
    const handshake_variant& tls12 = variants[4];
    transport_plan plan;
    std::size_t stride = 1;

    /// Disturbs the conversation after each number of steps, up to the first that it does not have.
    template <class NextLayer, class Disturb>
    void disturb_each(const handshake_variant& variant, const script& says, Disturb disturb)
    {
        for (std::size_t n = 0;; n += stride) {
            BOOST_TEST_CONTEXT(variant.name << ", " << says.name << ", step " << n)
            {
                auto talk = std::make_unique<conversation<NextLayer>>(variant, says);
                if constexpr (std::is_same_v<NextLayer, faulty_stream>) {
                    talk->client.transport().set_plan(plan);
                    talk->server.transport().set_plan(plan);
                }
                talk->start();
                if (talk->run(n) < n) {
                    BOOST_TEST(n > 8u);
                    return;
                }
                disturb(talk);
                BOOST_REQUIRE(n < 100'000u);
            }
        }
    }

    /// Cancels the operation under way in each lane of either party, which tries again, so that all gets done.
    template <class NextLayer>
    void cancel_each(const handshake_variant& variant, const script& says)
    {
        using party_type = party<NextLayer>;
        unsigned aborted = 0;
        for (auto type : cancellation_types) {
            for (auto whose : {role::client, role::server}) {
                for (auto lane : {&party_type::reading, &party_type::writing}) {
                    disturb_each<NextLayer>(variant, says, [&](auto& talk) {
                        auto& subject = talk->of(whose);
                        talk->cancel(subject, subject.*lane, type);
                        talk->run();
                        aborted += (subject.*lane).aborted;
                        auto complaint = talk->complaint_unless_complete();
                        BOOST_TEST(complaint.empty(), complaint);
                    });
                }
            }
        }
        BOOST_TEST(aborted > 20u);
    }

    template <class NextLayer>
    void destroy_each(const handshake_variant& variant, const script& says)
    {
        for (auto whose : {role::client, role::server}) {
            disturb_each<NextLayer>(variant, says, [&](auto& talk) {
                auto& subject = talk->of(whose);
                std::vector<party_lane<NextLayer>*> busy;
                for (auto* lane : {&subject.reading, &subject.writing}) {
                    if (lane->is_busy())
                        busy.push_back(lane);
                }
                subject.destroy();
                talk->run();
                auto complaint = talk->complaint();
                BOOST_TEST(complaint.empty(), complaint);
                // What had its end before may still report that.
                for (auto* lane : busy) {
                    BOOST_TEST((!lane->last || lane->last == asio::error::operation_aborted ||
                                (lane == &subject.reading && subject.received_eof)),
                               lane->last.message());
                }
            });
        }
    }

    /// Resets both streams, which then carry another conversation.
    template <class NextLayer>
    void reset_each(const handshake_variant& variant, const script& says)
    {
        disturb_each<NextLayer>(variant, says, [](auto& talk) {
            talk->start_again();
            talk->run();
            auto complaint = talk->complaint_unless_complete();
            BOOST_TEST(complaint.empty(), complaint);
        });
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(a_conversation_disturbed_at_its_nth_step, disturbance_sweep)

BOOST_AUTO_TEST_CASE(goes_on_after_a_cancellation_in_its_handshake)
{
    for (auto& variant : variants)
        cancel_each<faulty_stream>(variant, greeting);
}

BOOST_AUTO_TEST_CASE(goes_on_after_a_cancellation_of_any_operation)
{
    for (auto& says : {both_at_once, in_turn, interrupted})
        cancel_each<faulty_stream>(variants.front(), says);
    cancel_each<faulty_stream>(tls12, both_at_once);
}

BOOST_AUTO_TEST_CASE(goes_on_after_a_cancellation_on_sockets)
{
    for (auto& says : {greeting, both_at_once, in_turn, interrupted})
        cancel_each<local_socket>(variants.front(), says);
}

BOOST_AUTO_TEST_CASE(goes_on_after_a_cancellation_among_single_bytes)
{
    plan.read_size = plan.write_size = byte_by_byte();
    stride = 307;
    cancel_each<faulty_stream>(variants.front(), in_bytes(both_at_once));
    plan.read_size = plan.write_size = random_pieces(2);
    plan.delay = 2;
    plan.capacity = 500;
    stride = 23;
    cancel_each<faulty_stream>(variants[3], in_turn);
}

BOOST_AUTO_TEST_CASE(ends_once_when_a_stream_is_destroyed)
{
    for (auto& variant : variants)
        destroy_each<faulty_stream>(variant, greeting);
    for (auto& says : {both_at_once, in_turn, interrupted})
        destroy_each<faulty_stream>(variants.front(), says);
    destroy_each<local_socket>(variants.front(), both_at_once);
    destroy_each<faulty_stream>(tls12, in_turn);
}

BOOST_AUTO_TEST_CASE(leaves_nothing_behind_in_streams_that_are_reset)
{
    for (auto& variant : variants)
        reset_each<faulty_stream>(variant, greeting);
    for (auto& says : {both_at_once, in_turn, interrupted})
        reset_each<faulty_stream>(variants.front(), says);
    reset_each<local_socket>(variants.front(), both_at_once);
}

BOOST_AUTO_TEST_CASE(leaves_nothing_when_all_is_destroyed)
{
    // The sanitizers say if anything is left.
    auto forget = [](auto& talk) { talk.reset(); };
    for (auto& variant : variants)
        disturb_each<faulty_stream>(variant, greeting, forget);
    disturb_each<faulty_stream>(variants.front(), both_at_once, forget);
    disturb_each<local_socket>(variants.front(), both_at_once, forget);
}

BOOST_AUTO_TEST_SUITE_END()
