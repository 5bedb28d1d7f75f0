// Connections whose transport fails at its nth operation, for every n.

#include "stream/sweep_conversation.hpp"
#include "stream/sweep_scripts.hpp"
#include "support/sweep.hpp"

#include <boost/test/unit_test.hpp>

using namespace tls;
using namespace tls::test;
namespace asio = boost::asio;

namespace {

using connection_type = test_connection<faulty_stream>;

const error_code reset = asio::error::connection_reset;
const error_code eof = asio::error::eof;
const error_code broken_pipe = asio::error::broken_pipe;
const error_code try_again = asio::error::try_again;

struct fail_sweep {
    std::vector<handshake_variant> variants = handshake_variants();
    const handshake_variant early = early_data_variant();

    /// Makes the nth operation of one side's transport fail, for each n until a connection ends before operation n.
    /// Visits each stride-th n.
    template <class Check>
    static void fail_each(const handshake_variant& variant, const script& scenario, role faulty, transport_plan plan,
                          Check check, std::size_t stride = 1)
    {
        for (std::size_t n = 1;; n = next_place(n, stride)) {
            BOOST_TEST_CONTEXT(variant.name << ", " << scenario.name << ", operation " << n << " of the "
                                            << (faulty == role::client ? "client" : "server"))
            {
                connection_type connection(variant, scenario);
                plan.fails_at = n;
                connection.of(faulty).transport().set_plan(plan);
                connection.of(faulty).transient = plan.fails_once ? plan.read_fault : error_code();
                connection.start();
                connection.run();
                auto problems = connection.problems();
                BOOST_TEST(problems.empty(), problems);
                bool reached = connection.of(faulty).transport().operations() >= n;
                check(connection, reached);
                if (!reached) {
                    problems = connection.problems_unless_complete();
                    BOOST_TEST(problems.empty(), problems);
                    BOOST_TEST(n > 6u);
                    return;
                }
                BOOST_REQUIRE(n < 100'000u);
            }
        }
    }

    /// Does the same for all handshakes and scripts, on either side.
    template <class Check>
    void fail_everywhere(const transport_plan& plan, Check check)
    {
        for (auto& variant : variants) {
            for (auto faulty : {role::client, role::server}) {
                auto check_this = [&](connection_type& connection, bool reached) {
                    auto& other = faulty == role::client ? connection.server : connection.client;
                    check(connection.of(faulty).error, other.error, reached);
                };
                fail_each(variant, greeting, faulty, plan, check_this);
                if (&variant != &variants.front())
                    continue;
                fail_each(variant, both_at_once, faulty, plan, check_this);
                fail_each(variant, in_turn, faulty, plan, check_this);
                fail_each(variant, interrupted, faulty, plan, check_this);
                fail_each(early, with_early_data(greeting), faulty, plan, check_this);
                fail_each(early, with_early_data(in_turn), faulty, plan, check_this);
            }
        }
    }
};

bool is_end_of_transport(error_code error)
{
    return error == tls::error::stream_truncated || error == broken_pipe;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(transport_failure_at_every_operation_sweep, fail_sweep)

BOOST_AUTO_TEST_CASE(is_reported_to_the_stream_and_ends_the_peers_transport)
{
    transport_plan plan;
    plan.read_fault = plan.write_fault = reset;
    fail_everywhere(plan, [](error_code here, error_code there, bool reached) {
        BOOST_TEST((!reached || here == reset), here.message());
        BOOST_TEST((!there || is_end_of_transport(there)), there.message());
    });
}

BOOST_AUTO_TEST_CASE(eof_is_never_mistaken_for_close_notify)
{
    transport_plan plan;
    plan.read_fault = eof;
    plan.write_fault = broken_pipe;
    fail_everywhere(plan, [](error_code here, error_code there, bool) {
        BOOST_TEST((!here || is_end_of_transport(here)), here.message());
        BOOST_TEST((!there || is_end_of_transport(there)), there.message());
    });
}

BOOST_AUTO_TEST_CASE(transient_error_loses_no_data)
{
    transport_plan plan;
    plan.read_fault = plan.write_fault = try_again;
    plan.fails_once = true;
    fail_everywhere(plan, [](error_code here, error_code there, bool) {
        BOOST_TEST(!here, here.message());
        BOOST_TEST(!there, there.message());
    });
}

BOOST_AUTO_TEST_CASE(is_handled_with_split_and_delayed_transfers)
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
                [&](connection_type& connection, bool reached) {
                    BOOST_TEST((!reached || connection.of(faulty).error == reset));
                },
                stride);
            plan.fails_once = true;
            plan.read_fault = plan.write_fault = try_again;
            fail_each(
                variants.back(), in_bytes(both_at_once), faulty, plan,
                [](connection_type& connection, bool) {
                    auto problems = connection.problems_unless_complete();
                    BOOST_TEST(problems.empty(), problems);
                },
                stride);
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
