// Two hundred streams at once. Each always has a pending read and write, which are cancelled at random. Some streams
// update their keys, some use TLS 1.2, some resume sessions, some begin with early data, some are reset for a second
// connection, and some are used by blocking threads. Received data is compared with the sent data byte by byte.

#include "stream/stress_end.hpp"
#include "support/engine_pair.hpp"

#include <tls/client_session_cache.hpp>
#include <tls/replay_record.hpp>
#include <tls/ticket_keys.hpp>

#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <deque>
#include <iostream>
#include <thread>

using namespace tls;
using namespace tls::test;

namespace {

constexpr unsigned pairs_over_sockets = 80;
constexpr unsigned pairs_in_memory = 20;         ///< over transports that split and delay
constexpr std::size_t max_over_socket = 700'000; ///< bytes that one stream sends; the minimum is 0
constexpr std::size_t max_in_memory = 200'000;
constexpr std::uint32_t max_early_data = 50'000;
constexpr unsigned again_one_in = 4; ///< pairs that are reset and connected a second time
constexpr unsigned blocking_pairs = 6, blocking_turns = 15;

unsigned seed_of_run()
{
    const char* chosen = std::getenv("TLS_TEST_SEED");
    return chosen != nullptr ? static_cast<unsigned>(std::strtoul(chosen, nullptr, 10)) : 20'250'101;
}

/// A record that has already existed for longer than the window of early data.
std::shared_ptr<replay_record> earlier_record()
{
    const auto is_made = std::make_shared<std::atomic<bool>>(false);
    auto record = std::make_shared<memory_replay_record>(
        10'000, [is_made] { return std::chrono::system_clock::now() - std::chrono::minutes(*is_made ? 0 : 1); });
    *is_made = true;
    return record;
}

struct stress {
    pki authority;
    configurations settings{authority, {authority.leaf()}};
    /// Without and with sessions in TLS 1.3 and 1.2, and with early data.
    std::vector<configuration> clients;
    totals sum;

    stress()
    {
        auto& sessions = settings.server.sessions;
        sessions.ticket_keys = ticket_keys::rotating();
        sessions.replays = earlier_record();
        sessions.max_early_data = max_early_data;
        for (auto version : {protocol_version::tls1_3, protocol_version::tls1_2}) {
            auto client = settings.client;
            client.negotiation.max_version = version;
            clients.push_back(client);
            clients.push_back(with_session(client));
        }
        auto client = settings.client;
        client.sessions.max_early_data = max_early_data;
        clients.push_back(with_session(client));
    }

    /// Lets the clients of a configuration begin with a session. They share a cache.
    configuration with_session(configuration client) const
    {
        client.sessions.cache = std::make_shared<client_session_cache>();
        client.sessions.reuse_tickets = true;
        engine_pair pair(std::make_shared<configuration>(client), std::make_shared<configuration>(settings.server));
        pair.client.set_server_name("localhost");
        pair.handshake();
        transfer(pair.server, pair.client, bytes{1}, pair.size); // with the tickets
        BOOST_REQUIRE(client.sessions.cache->size() != 0);
        return client;
    }

    template <class NextLayer>
    auto make_pair(asio::io_context& io, std::size_t max, unsigned seed)
    {
        using end = end_of_pair<NextLayer>;
        const auto& config = clients[seed / 2 % clients.size()];
        return std::pair(std::make_unique<end>(io, config, role::client, max, seed, sum),
                         std::make_unique<end>(io, settings.server, role::server, max, seed + 1, sum));
    }

    void run(unsigned thread_count)
    {
        auto seed = seed_of_run();
        std::cout << "TLS_TEST_SEED=" << seed << ", " << thread_count << " threads" << std::endl;
        asio::io_context io(static_cast<int>(thread_count));
        std::vector<decltype(make_pair<local_socket>(io, 0, 0))> over_sockets;
        std::vector<decltype(make_pair<faulty_stream>(io, 0, 0))> in_memory;
        for (unsigned i = 0; i < pairs_over_sockets; ++i, seed += 2) {
            auto& [client, server] = over_sockets.emplace_back(make_pair<local_socket>(io, max_over_socket, seed));
            connect(client->transport(), server->transport());
        }
        for (unsigned i = 0; i < pairs_in_memory; ++i, seed += 2) {
            auto& [client, server] = in_memory.emplace_back(make_pair<faulty_stream>(io, max_in_memory, seed));
            connect(client->transport(), server->transport());
            for (auto* one : {&client, &server}) {
                transport_plan plan;
                plan.read_size = plan.write_size = random_pieces(seed);
                plan.delay = 1 + i % 3;
                (*one)->transport().set_plan(plan);
            }
        }
        start_all(over_sockets);
        start_all(in_memory);

        std::vector<std::thread> threads;
        for (unsigned i = 1; i < thread_count; ++i)
            threads.emplace_back([&io] { io.run_for(time_limit); });
        io.run_for(time_limit);
        for (auto& thread : threads)
            thread.join();
        BOOST_TEST(io.stopped(), "operations did not end in time");
        check_all(over_sockets);
        check_all(in_memory);

        std::cout << sum.bytes << " bytes, " << sum.cancelled << " operations cancelled, " << sum.key_updates
                  << " keys updated, " << sum.resumed << " sessions resumed, " << sum.early << " with early data"
                  << std::endl;
        const std::size_t streams = 2 * (pairs_over_sockets + pairs_in_memory);
        BOOST_TEST(sum.done == streams);
        BOOST_TEST(sum.bytes > streams * max_in_memory / 4);
        BOOST_TEST(sum.cancelled > streams);
        BOOST_TEST(sum.key_updates > streams / 4);
        BOOST_TEST(sum.resumed > streams / 2);
        BOOST_TEST(sum.early > streams / 8);
    }

    template <class Pairs>
    static void start_all(Pairs& pairs)
    {
        unsigned i = 0;
        for (auto& [client, server] : pairs) {
            const unsigned connections = ++i % again_one_in == 0 ? 2 : 1;
            client->start(*server, connections);
            server->start(*client, connections);
        }
    }

    template <class Pairs>
    static void check_all(Pairs& pairs)
    {
        for (std::size_t i = 0; i < pairs.size(); ++i) {
            auto& [client, server] = pairs[i];
            BOOST_TEST(client->failure().empty(), "client " << i << ": " << client->failure());
            BOOST_TEST(server->failure().empty(), "server " << i << ": " << server->failure());
        }
    }
};

/// One end of a connection whose thread blocks in each operation.
struct blocking_end {
    asio::io_context io;
    tls::stream<local_socket> stream;
    const role of;
    std::string failure;

    blocking_end(const configuration& config, role r) : stream(io, std::make_shared<configuration>(config)), of(r) {}

    /// The client sends data, and the server echoes it.
    void run(unsigned seed)
    {
        std::mt19937 random(seed);
        auto any = [&](std::size_t max) { return std::uniform_int_distribution<std::size_t>(0, max)(random); };
        try {
            if (of == role::client)
                stream.set_server_name("localhost");
            stream.handshake(of == role::client ? stream_base::client : stream_base::server);
            for (unsigned turn = 0; turn < blocking_turns; ++turn) {
                auto data = test_data(any(1'000'000), any(max_write));
                if (of == role::client)
                    asio::write(stream, asio::const_buffer(data.data(), data.size()));
                bytes received(data.size());
                asio::read(stream, asio::buffer(received));
                if (!std::equal(received.begin(), received.end(), data.begin()))
                    failure = "received data differs from the sent data";
                if (of == role::server)
                    asio::write(stream, asio::buffer(received));
                if (any(updates_one_in) == 0 && stream.info().version == protocol_version::tls1_3)
                    stream.update_keys(true);
            }
            stream.shutdown(time_limit);
        } catch (const boost::system::system_error& e) {
            failure = e.what();
            stream.next_layer().close();
        }
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(two_hundred_busy_streams, stress)

BOOST_AUTO_TEST_CASE(lose_no_data_in_one_thread)
{
    run(1);
}

BOOST_AUTO_TEST_CASE(lose_no_data_on_strands_in_four_threads)
{
    run(4);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_CASE(streams_with_blocking_threads_lose_no_data, stress)
{
    std::deque<blocking_end> ends;
    std::vector<std::thread> threads;
    for (unsigned i = 0; i < blocking_pairs; ++i) {
        auto& client = ends.emplace_back(clients[i % clients.size()], role::client);
        auto& server = ends.emplace_back(settings.server, role::server);
        connect(client.stream.next_layer(), server.stream.next_layer());
        for (auto* one : {&client, &server})
            threads.emplace_back([one, seed = seed_of_run() + i] { one->run(seed); });
    }
    for (auto& thread : threads)
        thread.join();
    for (auto& one : ends)
        BOOST_TEST(one.failure.empty(), one.failure);
}
