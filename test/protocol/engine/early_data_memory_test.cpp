// Memory used by early data. A separate program, because it counts every allocation.

#include "support/counted_allocations.hpp"
#include "support/early_data.hpp"

using namespace tls;
using namespace tls::test;

namespace {

struct accepting_record : replay_record {
    void async_insert(byte_view, std::chrono::milliseconds, completion done) override { done(true); }
};

struct early_memory_test {
    early_settings settings{256 * 1024};
    const bytes early = pattern(200'000);

    early_memory_test()
    {
        settings.server.sessions.replays = std::make_shared<accepting_record>();
        settings.client.sessions.reuse_tickets = true;
        settings.prepare();
        connect(early.size()); // creates the objects made only once and fills the pools
    }

    std::unique_ptr<early_pair> connect(std::size_t size) const
    {
        auto pair = std::make_unique<early_pair>(settings);
        if (size != 0) {
            BOOST_TEST(pair->write_early(byte_view(early).first(size)) == size);
            pair->carry_to_handshake();
        }
        pair->finish();
        return pair;
    }

    /// Returns the memory of a connection after its handshake, in bytes.
    std::size_t live_with(std::size_t size, bool reads) const
    {
        const auto before = live_bytes;
        auto pair = connect(size);
        if (reads)
            BOOST_TEST(pair->read_early().size() == size);
        return live_bytes - before;
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(early_data_memory, early_memory_test)

BOOST_AUTO_TEST_CASE(unread_data_is_held_once_and_freed_when_read)
{
    const auto none = live_with(0, true);
    const auto unread = live_with(early.size(), false);
    const auto read = live_with(early.size(), true);
    BOOST_TEST_MESSAGE("bytes of a connection: " << none << ", with unread early data: " << unread
                                                 << ", after reading it: " << read);
    BOOST_TEST(unread >= none + early.size());
    BOOST_TEST(unread < none + 2 * early.size() + 20'000);
    BOOST_TEST(read < none + 1'000);
}

BOOST_AUTO_TEST_CASE(copy_is_freed_after_the_handshake)
{
    settings.client.sessions.resend_early_data = true;
    const auto none = live_with(0, true);
    BOOST_TEST(live_with(early.size(), true) < none + 1'000);
    settings.server.sessions.replays = nullptr;
    auto pair = connect(early.size());
    BOOST_TEST((pair->client.info().early_data == early_data_status::resent));
    BOOST_TEST(transfer(pair->client, pair->server, {}, pair->size) == early);
    const auto before = live_bytes;
    pair.reset();
    BOOST_TEST(before - live_bytes < none + 1'000);
}

// One allocation fails, and later ones succeed again: that must end the connection with an error. It must not wait
// forever.
BOOST_AUTO_TEST_CASE(connection_ends_at_any_failed_allocation)
{
    settings.client.sessions.resend_early_data = true;
    std::size_t failures = 0;
    bool undisturbed = false;
    for (std::size_t n = 1; !undisturbed; ++n) {
        BOOST_REQUIRE(n < 1000u);
        if (settings.client.sessions.cache->size() == 0)
            settings.prepare(); // the session of a failed connection is forgotten
        early_pair pair(settings);
        bool thrown = false;
        error_code write_error;
        fail_allocation(n);
        try {
            const auto data = byte_view(early).first(500);
            std::size_t sent = 0;
            pair.client.write_early({&data, 1}, sent, write_error);
            pair.handshake();
        } catch (const std::bad_alloc&) {
            thrown = true; // thrown where the engine takes input, or in the test's own code
        }
        undisturbed = failing_allocation != 0;
        failing_allocation = 0;
        const bool reported = (pair.client_done && pair.client_error) || (pair.server_done && pair.server_error);
        BOOST_TEST((thrown || reported || pair.established()), "allocation " << n << " failed without an error");
        BOOST_TEST((!undisturbed || pair.established()));
        failures += thrown || reported;
    }
    BOOST_TEST_MESSAGE("failed allocations that were reported: " << failures);
    BOOST_TEST(failures > 50u);
}

BOOST_AUTO_TEST_SUITE_END()
