// Concurrent reads and writes must not disturb each other.

#include "stream/stream_pair.hpp"

#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <boost/test/unit_test.hpp>

using namespace tls;
using namespace tls::test;
namespace asio = boost::asio;

BOOST_FIXTURE_TEST_SUITE(concurrent_read_and_write, stream_pair)

BOOST_AUTO_TEST_CASE(read_ends_with_eof_while_the_write_is_pending)
{
    handshake();
    auto data = pattern(8'000'000);
    bytes space(10), arrived(data.size());
    error_code read_error, write_error = asio::error::would_block;
    asio::async_write(client, asio::buffer(data), [&](error_code e, std::size_t) { write_error = e; });
    client.async_read_some(asio::buffer(space), [&](error_code e, std::size_t) { read_error = e; });
    io.restart();
    io.poll(); // until the transport is full
    server.async_close_write([](error_code e) { BOOST_TEST(!e); });
    io.restart();
    while (!read_error && io.run_one_for(std::chrono::seconds(10)) != 0) {}
    BOOST_TEST(read_error == asio::error::eof);
    BOOST_TEST(write_error == asio::error::would_block);
    asio::async_read(server, asio::buffer(arrived), [](error_code e, std::size_t) { BOOST_TEST(!e); });
    run();
    BOOST_TEST(!write_error);
    BOOST_TEST((arrived == data));
}

BOOST_AUTO_TEST_CASE(do_not_deadlock_when_both_peers_write_first)
{
    handshake();
    auto data = pattern(4'000'000);
    bytes at_client(data.size()), at_server(data.size());
    unsigned done = 0;
    auto count = [&](error_code e, std::size_t) { done += !e; };
    // Each side requests a KeyUpdate of the other, so that each read has output to send.
    client.async_update_keys(true, [&](error_code e) { BOOST_TEST(!e); });
    server.async_update_keys(true, [&](error_code e) { BOOST_TEST(!e); });
    run();
    asio::async_write(client, asio::buffer(data), count);
    asio::async_write(server, asio::buffer(data), count);
    io.restart();
    io.poll();
    asio::async_read(client, asio::buffer(at_client), count);
    asio::async_read(server, asio::buffer(at_server), count);
    run();
    BOOST_TEST(done == 4u);
    BOOST_TEST((at_client == data));
    BOOST_TEST((at_server == data));
}

BOOST_AUTO_TEST_CASE(read_returns_data_although_its_output_cannot_be_sent)
{
    handshake();
    // The client cannot answer the KeyUpdate because the peer has closed, but the data has arrived.
    error_code error;
    server.update_keys(true, error);
    auto data = pattern(1000);
    asio::write(server, asio::buffer(data));
    server.next_layer().close();
    bytes space(1000);
    BOOST_TEST(client.read_some(asio::buffer(space)) == 1000u);
    BOOST_TEST((space == data));
    client.read_some(asio::buffer(space), error);
    BOOST_TEST(error);
}

BOOST_AUTO_TEST_CASE(synchronous_read_works_during_an_asynchronous_write)
{
    handshake();
    auto data = pattern(256 * 1024);
    bytes arrived(data.size()), greeting(5);
    server.write_some(asio::buffer("hello", 5));
    error_code write_error = asio::error::would_block, error;
    asio::async_write(client, asio::buffer(data), [&](error_code e, std::size_t) { write_error = e; });
    // The output that the asynchronous write has passed to the transport must be neither sent twice nor overtaken.
    BOOST_TEST(client.read_some(asio::buffer(greeting), error) == 5u);
    BOOST_TEST(!error);
    client.write_some(asio::buffer("again", 5), error);
    BOOST_TEST(error == error::reason::operation_in_progress);
    asio::async_read(server, asio::buffer(arrived), [](error_code e, std::size_t) { BOOST_TEST(!e); });
    run();
    BOOST_TEST(!write_error);
    BOOST_TEST((arrived == data));
}

BOOST_AUTO_TEST_SUITE_END()
