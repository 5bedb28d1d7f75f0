// What connections cost in memory: idle ones, handshakes and records. A program of its own, because it counts
// every allocation.

#include "support/counted_allocations.hpp"
#include "support/engine_pair.hpp"

#include <tls/configuration.hpp>
#include <tls/crypto/random.hpp>
#include <tls/verify_request.hpp>

#include <boost/test/unit_test.hpp>

using namespace tls;
using namespace tls::test;

namespace {

struct memory_test {
    pki authority;
    configurations settings{authority, {authority.leaf(key_type::secp256r1)}};
    std::shared_ptr<const configuration> client = std::make_shared<configuration>(settings.client);
    std::shared_ptr<const configuration> server = std::make_shared<configuration>(settings.server);

    memory_test()
    {
        // What is made once, and pools that fill.
        engine_pair first(client, server);
        first.handshake();
        BOOST_REQUIRE(first.established());
        first.exchange();
    }

    /// An established connection over which data went both ways.
    std::unique_ptr<engine_pair> connect() const
    {
        auto pair = std::make_unique<engine_pair>(client, server);
        pair->handshake();
        BOOST_REQUIRE(pair->established());
        const auto data = pattern(1000);
        BOOST_TEST(transfer(pair->client, pair->server, data, pair->size) == data);
        BOOST_TEST(transfer(pair->server, pair->client, data, pair->size) == data);
        return pair;
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(memory, memory_test)

// Of each end: the engine's state and two keyed AEADs. The server's certificate is shared.
BOOST_AUTO_TEST_CASE(an_idle_pair_of_engines_keeps_a_few_kilobytes)
{
    constexpr std::size_t pairs = 16;
    std::vector<std::unique_ptr<engine_pair>> all;
    all.reserve(pairs);
    const auto before = live_bytes;
    for (std::size_t i = 0; i < pairs; ++i)
        all.push_back(connect());
    const auto each = (live_bytes - before) / pairs;
    BOOST_TEST_MESSAGE("bytes of an idle pair of engines: " << each);
    BOOST_TEST(each < 9'000u);
}

BOOST_AUTO_TEST_CASE(connections_share_the_certificate_of_their_peer)
{
    auto one = connect();
    auto other = connect();
    const auto& first = one->client.info().peer_certificates.front();
    const auto& second = other->client.info().peer_certificates.front();
    BOOST_TEST((first.der().data() == second.der().data()));
}

BOOST_AUTO_TEST_CASE(a_connection_that_is_gone_leaves_nothing_behind)
{
    connect();
    const auto before = live_bytes;
    for (int i = 0; i < 5; ++i)
        connect();
    BOOST_TEST(live_bytes == before);
}

BOOST_AUTO_TEST_CASE(records_are_sealed_and_opened_without_allocation)
{
    auto pair = connect();
    const auto data = pattern(64 * 1024);
    bytes arrived(data.size());
    auto carry = [&] {
        byte_view from(data);
        error_code error;
        std::size_t n = 0;
        std::size_t got = 0;
        pair->client.write({&from, 1}, n, error);
        while (move_piece(pair->client, pair->server, pair->size)) {
            for (auto into = byte_span(arrived).subspan(got); !into.empty(); into = byte_span(arrived).subspan(got)) {
                if (pair->server.read({&into, 1}, n, error) != want::nothing)
                    break;
                got += n;
            }
        }
        return got;
    };
    carry();
    const auto before = allocations;
    BOOST_TEST(carry() == data.size());
    BOOST_TEST(carry() == data.size());
    BOOST_TEST(allocations == before);
    BOOST_TEST(arrived == data);
}

// Far more than it takes, far less than it took: what grows by accident is noticed.
BOOST_AUTO_TEST_CASE(a_handshake_allocates_a_bounded_number_of_times)
{
    const auto before = allocations;
    engine_pair pair(client, server);
    pair.handshake();
    BOOST_TEST_MESSAGE("allocations of a handshake, both ends: " << allocations - before);
    BOOST_TEST(allocations - before < 500u);
}

// Signatures and verdicts are external, so that every kind of wait is met. One allocation fails, and then the memory is
// there again: that is enough to end the connection, which must say so and not wait for anything.
BOOST_AUTO_TEST_CASE(a_handshake_ends_wherever_memory_runs_out)
{
    auto answering = settings;
    answering.client.hooks.async_verify = [](const verify_request& request, const verify_completion& done) {
        x509::verification_result accepted;
        accepted.accepted = true;
        accepted.path = request.chain;
        done(accepted);
    };
    answering.server.authentication.credentials = {std::make_shared<credential>(
        settings.server.authentication.credentials.front()->chain(),
        [key = settings.server.authentication.credentials.front()](const sign_request& request,
                                                                   const sign_completion& done) {
            const auto* scheme = registry::standard()->find_signature_scheme(request.scheme);
            done({}, key->sign(*scheme, request.message, system_random()));
        })};
    const auto for_client = std::make_shared<configuration>(answering.client);
    const auto for_server = std::make_shared<configuration>(answering.server);

    std::size_t failures = 0;
    bool undisturbed = false;
    for (std::size_t n = 1; !undisturbed; ++n) {
        BOOST_REQUIRE(n < 1000u);
        engine_pair pair(for_client, for_server);
        bool thrown = false;
        fail_allocation(n);
        try {
            pair.handshake();
        } catch (const std::bad_alloc&) {
            thrown = true; // where the engine takes input, or the test's own
        }
        undisturbed = failing_allocation != 0;
        failing_allocation = 0;
        if (undisturbed) {
            BOOST_TEST(pair.established());
            break;
        }
        const bool reported = (pair.client_done && pair.client_error) || (pair.server_done && pair.server_error);
        BOOST_TEST((thrown || reported || pair.established()), "allocation " << n << " failed, and nobody noticed");
        failures += thrown || reported;
    }
    BOOST_TEST_MESSAGE("allocations of a handshake that may fail: " << failures);
    BOOST_TEST(failures > 50u);
}

BOOST_AUTO_TEST_SUITE_END()
