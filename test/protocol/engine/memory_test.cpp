// Memory used by idle connections, handshakes and records. A separate program, because it counts every allocation.

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
        // Creates the objects made only once and fills the pools.
        engine_pair first(client, server);
        first.handshake();
        BOOST_REQUIRE(first.established());
        first.exchange();
    }

    /// Returns an established connection over which data went in both directions.
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

// Per side: the engine's state and two keyed AEADs. The server's certificate is shared.
BOOST_AUTO_TEST_CASE(idle_engine_pair_uses_less_than_9000_bytes)
{
    constexpr std::size_t pairs = 16;
    std::vector<std::unique_ptr<engine_pair>> all;
    all.reserve(pairs);
    const auto before = live_bytes;
    for (std::size_t i = 0; i < pairs; ++i)
        all.push_back(connect());
    const auto each = (live_bytes - before) / pairs;
    BOOST_TEST_MESSAGE("bytes of an idle engine pair: " << each);
    BOOST_TEST(each < 9'000u);
}

BOOST_AUTO_TEST_CASE(connections_share_peer_certificate)
{
    auto one = connect();
    auto other = connect();
    const auto& first = one->client.info().peer_certificates.front();
    const auto& second = other->client.info().peer_certificates.front();
    BOOST_TEST((first.der().data() == second.der().data()));
}

BOOST_AUTO_TEST_CASE(destroyed_connection_frees_all_memory)
{
    connect();
    const auto before = live_bytes;
    for (int i = 0; i < 5; ++i)
        connect();
    BOOST_TEST(live_bytes == before);
}

BOOST_AUTO_TEST_CASE(seals_and_opens_records_without_allocation)
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

// The limit is far above today's number. It catches accidental growth.
BOOST_AUTO_TEST_CASE(handshake_needs_less_than_500_allocations)
{
    const auto before = allocations;
    engine_pair pair(client, server);
    pair.handshake();
    BOOST_TEST_MESSAGE("allocations of a handshake, both sides: " << allocations - before);
    BOOST_TEST(allocations - before < 500u);
}

// Signatures and verdicts are external, so that every kind of wait occurs. One allocation fails, and later ones succeed
// again: that must end the connection with an error. It must not wait forever.
BOOST_AUTO_TEST_CASE(handshake_ends_at_any_failed_allocation)
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
            thrown = true; // thrown where the engine takes input, or in the test's own code
        }
        undisturbed = failing_allocation != 0;
        failing_allocation = 0;
        if (undisturbed) {
            BOOST_TEST(pair.established());
            break;
        }
        const bool reported = (pair.client_done && pair.client_error) || (pair.server_done && pair.server_error);
        BOOST_TEST((thrown || reported || pair.established()), "allocation " << n << " failed without an error");
        failures += thrown || reported;
    }
    BOOST_TEST_MESSAGE("failed allocations that a handshake reported: " << failures);
    BOOST_TEST(failures > 50u);
}

// A peer that sends one byte at a time, and stops somewhere, holds little memory. async_handshake ends it by its
// deadline.
BOOST_AUTO_TEST_CASE(slow_and_half_open_peers_hold_less_than_40_kib)
{
    constexpr std::size_t most = 40 * 1024;
    std::size_t pieces = 0, largest = 0;
    for (bool slow_client : {true, false}) {
        engine_pair pair(client, server);
        auto& slow = slow_client ? pair.client : pair.server;
        auto& other = slow_client ? pair.server : pair.client;
        const auto before = live_bytes;
        const auto advance = [&](engine& e) {
            auto& error = &e == &pair.client ? pair.client_error : pair.server_error;
            e.handshake(&e == &pair.client ? role::client : role::server, error);
        };
        for (bool progress = true; progress;) {
            advance(slow);
            advance(other);
            progress = move_piece(other, slow, whole());
            while (move_piece(slow, other, byte_by_byte())) {
                advance(other);
                largest = std::max(largest, live_bytes - before);
                ++pieces;
                progress = true;
            }
        }
        BOOST_TEST(pair.client.handshake_complete());
        BOOST_TEST(pair.server.handshake_complete());
    }
    BOOST_TEST_MESSAGE(pieces << " bytes one by one; at most " << largest << " bytes held by both engines");
    BOOST_TEST(pieces > 1'500u);
    BOOST_TEST(largest < 2 * most);
}

BOOST_AUTO_TEST_CASE(peer_that_never_reads_holds_less_than_600_kib)
{
    auto pair = connect();
    const auto data = pattern(64 * 1024);
    const auto before = live_bytes;
    std::size_t total = 0;
    want wants = want::nothing;
    for (int i = 0; i < 1'000 && wants == want::nothing; ++i) {
        byte_view part(data);
        std::size_t n = 0;
        error_code error;
        wants = pair->server.write({&part, 1}, n, error);
        BOOST_TEST(!error);
        total += n;
    }
    BOOST_TEST((wants == want::output));
    BOOST_TEST(total <= 2 * 256 * 1024u);
    BOOST_TEST(live_bytes - before < 600 * 1024u);
}

// Each update costs work but no memory. The data behind it resets the limit on updates without data.
BOOST_AUTO_TEST_CASE(peer_that_updates_keys_and_never_reads_holds_no_more_memory)
{
    auto pair = connect();
    const auto ask = [&] {
        error_code error;
        pair->client.update_keys(true, error);
        const std::uint8_t byte = 1;
        byte_view data(&byte, 1);
        std::size_t n = 0;
        pair->client.write({&data, 1}, n, error);
        while (move_piece(pair->client, pair->server, pair->size)) {}
        std::uint8_t space = 0;
        byte_span into(&space, 1);
        pair->server.read({&into, 1}, n, error);
        BOOST_TEST(n == 1u);
        BOOST_TEST(!error);
    };
    ask();
    const auto unsent = pair->server.output().size();
    const auto before = live_bytes;
    for (int i = 0; i < 1'000; ++i)
        ask();
    BOOST_TEST(pair->server.output().size() == unsent);
    BOOST_TEST(live_bytes <= before + 1'000);
}

BOOST_AUTO_TEST_SUITE_END()
