// Two engines that resume a session with early data.

#ifndef TLS_TEST_SUPPORT_EARLY_DATA_HPP
#define TLS_TEST_SUPPORT_EARLY_DATA_HPP

#include "support/authority.hpp"
#include "support/engine_pair.hpp"

#include <tls/client_session_cache.hpp>
#include <tls/replay_record.hpp>
#include <tls/ticket_keys.hpp>

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <memory>

namespace tls::test {

/// Settings of a client and a server that allow early data. Both sides have the same clock.
struct early_settings : configurations {
    explicit early_settings(std::uint32_t max_early_data = 16 * 1024)
        : configurations(authority(), {leaf(key_type::secp256r1)})
    {
        client.clock = server.clock = [now = now] { return *now; };
        client.sessions.cache = std::make_shared<client_session_cache>();
        server.sessions.ticket_keys = ticket_keys::rotating();
        client.sessions.max_early_data = server.sessions.max_early_data = max_early_data;
        server.sessions.replays = new_record();
    }

    /// Returns a replay record that is old enough to accept early data.
    std::shared_ptr<replay_record> new_record() const
    {
        auto record = std::make_shared<memory_replay_record>(1000, [now = now] { return *now; });
        *now += std::chrono::minutes(1);
        return record;
    }

    /// Connects once, so that the client has sessions.
    void prepare() const;

    /// In whole milliseconds, the resolution of ticket ages.
    std::shared_ptr<std::chrono::system_clock::time_point> now =
        std::make_shared<std::chrono::system_clock::time_point>(
            std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now()));
};

/// One connection.
struct early_pair : engine_pair {
    explicit early_pair(const configurations& settings, pace p = whole())
        : engine_pair(std::make_shared<configuration>(settings.client),
                      std::make_shared<configuration>(settings.server), std::move(p))
    {
        client.set_server_name("localhost");
        client.set_verify_host("localhost");
    }

    /// Writes early data. Returns the number of bytes taken.
    std::size_t write_early(byte_view data)
    {
        std::size_t n = 0;
        BOOST_TEST((client.write_early({&data, 1}, n, write_error) == want::nothing));
        return n;
    }

    /// Reads all early data that has arrived.
    bytes read_early(std::size_t at_once = 1000)
    {
        bytes arrived, space(at_once);
        for (;;) {
            byte_span into(space);
            std::size_t n = 0;
            last_want = server.read_early({&into, 1}, n, read_error);
            arrived.insert(arrived.end(), space.begin(), space.begin() + static_cast<std::ptrdiff_t>(n));
            if (last_want != want::nothing || read_error)
                return arrived;
        }
    }

    void carry(engine& from, engine& to)
    {
        while (move_piece(from, to, size)) {}
    }

    /// Carries the client's output while the server's handshake runs.
    void carry_to_handshake()
    {
        while (move_piece(client, server, size))
            server.handshake(role::server, read_error);
    }

    /// Completes the handshake on both sides.
    void finish()
    {
        handshake();
        BOOST_TEST(!client_error, "client: " << client_error.message() << ": " << client.error_detail());
        BOOST_TEST(!server_error, "server: " << server_error.message() << ": " << server.error_detail());
        BOOST_REQUIRE(established());
    }

    void check_data_flows()
    {
        const auto data = pattern(3000);
        BOOST_TEST(transfer(client, server, data, size) == data);
        BOOST_TEST(transfer(server, client, data, size) == data);
    }

    error_code write_error, read_error;
    want last_want = want::nothing;
};

inline void early_settings::prepare() const
{
    early_pair pair(*this);
    pair.finish();
    pair.check_data_flows();
    BOOST_REQUIRE(client.sessions.cache->size() != 0u);
}

} // namespace tls::test

#endif
