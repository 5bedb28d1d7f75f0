// Conversations whose transport fails at its nth operation, for every n.

#include "stream/sweep_conversation.hpp"
#include "stream/sweep_scripts.hpp"

#include <boost/test/unit_test.hpp>

using namespace tls;
using namespace tls::test;
namespace asio = boost::asio;

namespace {

using talk_type = conversation<faulty_stream>;

const error_code reset = asio::error::connection_reset;
const error_code eof = asio::error::eof;
const error_code broken_pipe = asio::error::broken_pipe;
const error_code try_again = asio::error::try_again;

struct fail_sweep {
    std::vector<handshake_variant> variants = handshake_variants();

    /// Has each operation of one side's transport fail in turn, up to the first conversation that ends without.
    /// `stride` leaves some out.
    template <class Check>
    static void fail_each(const handshake_variant& variant, const script& says, role faulty, transport_plan plan,
                          Check check, std::size_t stride = 1)
    {
        for (std::size_t n = 1;; n += stride) {
            BOOST_TEST_CONTEXT(variant.name << ", " << says.name << ", operation " << n << " of the "
                                            << (faulty == role::client ? "client" : "server"))
            {
                talk_type talk(variant, says);
                plan.fails_at = n;
                talk.of(faulty).transport().set_plan(plan);
                talk.of(faulty).transient = plan.fails_once ? plan.read_fault : error_code();
                talk.start();
                talk.run();
                auto complaint = talk.complaint();
                BOOST_TEST(complaint.empty(), complaint);
                bool reached = talk.of(faulty).transport().operations() >= n;
                check(talk, reached);
                if (!reached) {
                    complaint = talk.complaint_unless_complete();
                    BOOST_TEST(complaint.empty(), complaint);
                    BOOST_TEST(n > 6u);
                    return;
                }
                BOOST_REQUIRE(n < 100'000u);
            }
        }
    }

    /// The same over all kinds of handshakes and conversations, at either side.
    template <class Check>
    void fail_everywhere(const transport_plan& plan, Check check)
    {
        for (auto& variant : variants) {
            for (auto faulty : {role::client, role::server}) {
                auto check_this = [&](talk_type& talk, bool reached) {
                    auto& other = faulty == role::client ? talk.server : talk.client;
                    check(talk.of(faulty).error, other.error, reached);
                };
                fail_each(variant, greeting, faulty, plan, check_this);
                if (&variant != &variants.front())
                    continue;
                fail_each(variant, both_at_once, faulty, plan, check_this);
                fail_each(variant, in_turn, faulty, plan, check_this);
                fail_each(variant, interrupted, faulty, plan, check_this);
            }
        }
    }
};

bool is_end_of_transport(error_code error)
{
    return error == tls::error::stream_truncated || error == broken_pipe;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(a_transport_that_fails_at_its_nth_operation, fail_sweep)

BOOST_AUTO_TEST_CASE(gives_its_error_once_and_its_end_to_the_peer)
{
    transport_plan plan;
    plan.read_fault = plan.write_fault = reset;
    fail_everywhere(plan, [](error_code here, error_code there, bool reached) {
        BOOST_TEST((!reached || here == reset), here.message());
        BOOST_TEST((!there || is_end_of_transport(there)), there.message());
    });
}

BOOST_AUTO_TEST_CASE(by_ending_is_never_taken_for_the_peers_close)
{
    transport_plan plan;
    plan.read_fault = eof;
    plan.write_fault = broken_pipe;
    fail_everywhere(plan, [](error_code here, error_code there, bool) {
        BOOST_TEST((!here || is_end_of_transport(here)), here.message());
        BOOST_TEST((!there || is_end_of_transport(there)), there.message());
    });
}

BOOST_AUTO_TEST_CASE(and_goes_on_afterwards_loses_nothing)
{
    transport_plan plan;
    plan.read_fault = plan.write_fault = try_again;
    plan.fails_once = true;
    fail_everywhere(plan, [](error_code here, error_code there, bool) {
        BOOST_TEST(!here, here.message());
        BOOST_TEST(!there, there.message());
    });
}

BOOST_AUTO_TEST_CASE(may_split_and_delay_what_it_carries)
{
    for (auto [size, stride] : {std::pair(byte_by_byte(), 41u), std::pair(random_pieces(1), 5u)}) {
        transport_plan plan;
        plan.read_size = plan.write_size = size;
        plan.delay = 3;
        for (auto faulty : {role::client, role::server}) {
            plan.fails_once = false;
            plan.read_fault = plan.write_fault = reset;
            fail_each(
                variants[3], in_bytes(in_turn), faulty, plan,
                [&](talk_type& talk, bool reached) { BOOST_TEST((!reached || talk.of(faulty).error == reset)); },
                stride);
            plan.fails_once = true;
            plan.read_fault = plan.write_fault = try_again;
            fail_each(
                variants.back(), in_bytes(both_at_once), faulty, plan,
                [](talk_type& talk, bool) {
                    auto complaint = talk.complaint_unless_complete();
                    BOOST_TEST(complaint.empty(), complaint);
                },
                stride);
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
