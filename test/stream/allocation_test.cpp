// Allocations of streams: none per record or operation once warmed up, and no I/O buffer while idle. This is a separate
// program, because it counts every allocation.

#include "stream/stream_pair.hpp"
#include "support/counted_allocations.hpp"

#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <boost/test/unit_test.hpp>

#include <iostream>

using namespace tls;
using namespace tls::test;
namespace asio = boost::asio;

namespace {

struct allocation_test : stream_pair {
    bytes data = pattern(300'000);
    bytes arrived = bytes(300'000);
    error_code error;

    allocation_test() { handshake(); }

    /// Sends one message from client to server and back.
    void round_trip(std::size_t size)
    {
        auto note = [this](error_code e, std::size_t) {
            if (e)
                error = e;
        };
        for (auto [from, to] : {std::pair(&client, &server), std::pair(&server, &client)}) {
            asio::async_write(*from, asio::buffer(data, size), note);
            asio::async_read(*to, asio::buffer(arrived, size), note);
            io.restart();
            io.run();
        }
    }

    std::size_t allocations_of(unsigned round_trips, std::size_t size)
    {
        auto before = allocations;
        for (unsigned i = 0; i < round_trips; ++i)
            round_trip(size);
        return allocations - before;
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(warm_streams, allocation_test)

BOOST_AUTO_TEST_CASE(do_not_allocate_for_round_trips_of_any_size)
{
    for (std::size_t size : {1u, 100u, 1400u, 16'384u, 16'385u, 60'000u, 300'000u}) {
        allocations_of(20, size);
        BOOST_TEST(allocations_of(1000, size) == 0u, "with messages of " << size << " bytes");
    }
    BOOST_TEST(!error, error.message());
    BOOST_TEST((arrived == data));
}

BOOST_AUTO_TEST_CASE(do_not_allocate_for_concurrent_reads_and_writes)
{
    std::size_t size = 50'000;
    auto both_ways = [&] {
        auto note = [this](error_code e, std::size_t) {
            if (e)
                error = e;
        };
        asio::async_read(client, asio::buffer(arrived, size), note);
        asio::async_read(server, asio::buffer(asio::buffer(arrived) + size, size), note);
        asio::async_write(client, asio::buffer(data, size), note);
        asio::async_write(server, asio::buffer(data, size), note);
        io.restart();
        io.run();
    };
    for (int i = 0; i < 20; ++i)
        both_ways();
    auto before = allocations;
    for (int i = 0; i < 1000; ++i)
        both_ways();
    BOOST_TEST(allocations - before == 0u);
    BOOST_TEST(!error, error.message());
}

BOOST_AUTO_TEST_CASE(do_not_allocate_for_synchronous_round_trips)
{
    auto round_trips = [&](int count) {
        for (int i = 0; i < count; ++i) {
            asio::write(client, asio::buffer(data, 10'000));
            asio::read(server, asio::buffer(arrived, 10'000));
        }
    };
    round_trips(20);
    auto before = allocations;
    round_trips(1000);
    BOOST_TEST(allocations - before == 0u);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(idle_streams, stream_pair)

BOOST_AUTO_TEST_CASE(hold_no_io_buffers)
{
    // More pairs than the pool keeps buffers for, so that buffers are freed and not pooled.
    constexpr std::size_t pairs = 200;
    auto config_of_client = std::make_shared<configuration>(settings.client);
    auto config_of_server = std::make_shared<configuration>(settings.server);
    auto data = pattern(20'000);
    bytes arrived(data.size());
    std::vector<stream_type> streams;
    streams.reserve(2 * pairs);
    auto connect_one = [&] {
        stream_type one(io, config_of_client), two(io, config_of_server);
        asio::local::connect_pair(one.next_layer(), two.next_layer());
        client = std::move(one);
        server = std::move(two);
        handshake();
        for (auto [from, to] : {std::pair(&client, &server), std::pair(&server, &client)}) {
            asio::async_write(*from, asio::buffer(data), [](error_code e, std::size_t) { BOOST_TEST(!e); });
            asio::async_read(*to, asio::buffer(arrived), [](error_code e, std::size_t) { BOOST_TEST(!e); });
            run();
        }
    };
    for (int i = 0; i < 20; ++i)
        connect_one();
    auto before = live_bytes;
    for (std::size_t i = 0; i < pairs; ++i) {
        connect_one();
        streams.push_back(std::move(client));
        streams.push_back(std::move(server));
        client = stream_type(io, config_of_client);
        server = stream_type(io, config_of_server);
    }
    auto each = (live_bytes - before) / streams.size();
    std::cout << each << " live bytes per idle stream\n";
    BOOST_TEST(each < 8'000u);
}

BOOST_AUTO_TEST_SUITE_END()
