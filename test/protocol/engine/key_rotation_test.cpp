// Servers whose ticket keys are replaced while clients resume sessions.

#include "support/authority.hpp"
#include "support/engine_pair.hpp"

#include <tls/client_session_cache.hpp>
#include <tls/ticket_keys.hpp>

#include <boost/test/unit_test.hpp>

#include <array>
#include <atomic>
#include <deque>
#include <thread>

using namespace tls;
using namespace tls::test;

namespace {

constexpr unsigned servers = 2, clients = 4, rotations = 20;

ticket_key key_named(std::uint8_t name)
{
    ticket_key key;
    key.name.fill(name);
    key.key.assign(64, name);
    return key;
}

/// Servers that have the same ticket keys, but get new ones one after the other.
struct fleet {
    fleet()
    {
        for (unsigned i = 0; i != servers; ++i) {
            keys[i] = std::make_shared<ticket_keys>(std::vector{key_named(0)});
            auto server = settings.server;
            server.sessions.ticket_keys = keys[i];
            configuration_of[i] = std::make_shared<configuration>(std::move(server));
        }
    }

    void replace_keys(const std::vector<ticket_key>& ring)
    {
        for (auto& each : keys)
            each->replace(ring);
    }

    configurations settings{authority(), {leaf(key_type::secp256r1)}};
    std::array<std::shared_ptr<ticket_keys>, servers> keys;
    std::array<std::shared_ptr<const configuration>, servers> configuration_of;
};

/// A client that connects to one server after the other until destroyed, each time with its newest session.
class busy_client {
public:
    busy_client(const fleet& f, protocol_version version)
        : fleet_(f), configuration_(with_sessions(f.settings.client, version)), thread_([this] { run(); })
    {
    }
    ~busy_client()
    {
        stop_ = true;
        thread_.join();
        BOOST_TEST(failed_ == 0u);
        BOOST_TEST(full_ == 1u);
        BOOST_TEST(done_ > 2 * rotations);
    }

    unsigned done() const { return done_; }
    void wait_until_done(unsigned count) const
    {
        for (auto now = done(); now < count; now = done())
            done_.wait(now);
    }

private:
    static std::shared_ptr<const configuration> with_sessions(configuration c, protocol_version version)
    {
        c.negotiation.min_version = c.negotiation.max_version = version;
        c.sessions.cache = std::make_shared<client_session_cache>();
        return std::make_shared<configuration>(std::move(c));
    }

    void run()
    {
        for (unsigned i = 0; !stop_; ++i) {
            connect(fleet_.configuration_of[i % servers]);
            ++done_;
            done_.notify_all();
        }
    }

    void connect(const std::shared_ptr<const configuration>& server)
    {
        engine_pair pair(configuration_, server);
        pair.client.set_server_name("localhost");
        pair.client.set_verify_host("localhost");
        pair.handshake();
        const bytes data{1, 2, 3};
        if (pair.established() && transfer(pair.server, pair.client, data, pair.size) == data) // with the ticket
            full_ += !pair.client.info().session_reused;
        else
            ++failed_;
    }

    const fleet& fleet_;
    const std::shared_ptr<const configuration> configuration_;
    std::atomic<bool> stop_ = false;
    std::atomic<unsigned> done_ = 0;
    unsigned failed_ = 0, full_ = 0; ///< of the thread
    std::thread thread_;
};

} // namespace

BOOST_AUTO_TEST_SUITE(key_rotation_under_load)

// A new key opens on all servers before one of them seals with it, and stays until no client has an older session.
BOOST_AUTO_TEST_CASE(fails_no_handshake_and_loses_no_session)
{
    fleet f;
    std::deque<busy_client> busy;
    for (unsigned i = 0; i != clients; ++i)
        busy.emplace_back(f, i % 2 == 0 ? protocol_version::tls1_3 : protocol_version::tls1_2);
    for (std::uint8_t name = 1; name <= rotations; ++name) {
        const auto earlier = key_named(name - 1), newer = key_named(name);
        f.replace_keys({earlier, newer});
        f.replace_keys({newer, earlier});
        std::array<unsigned, clients> done{};
        for (unsigned i = 0; i != clients; ++i)
            done[i] = busy[i].done();
        for (unsigned i = 0; i != clients; ++i)
            busy[i].wait_until_done(done[i] + 2); // the first one may have begun before
        f.replace_keys({newer});
    }
}

BOOST_AUTO_TEST_SUITE_END()
