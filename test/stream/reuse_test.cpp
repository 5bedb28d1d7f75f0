// Reset: one stream object for several connections. Moving streams.

#include "stream/stream_pair.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/write.hpp>
#include <boost/test/unit_test.hpp>

#include <deque>
#include <vector>

using namespace tls;
using namespace tls::test;
namespace asio = boost::asio;

namespace {

struct reuse : stream_pair {
    bytes space = bytes(100'000);
    error_code error = asio::error::in_progress;

    auto note()
    {
        return [this](error_code e, std::size_t = 0) { error = e; };
    }

    /// Closes the transport, resets both streams and connects them again.
    void start_again()
    {
        client.next_layer().close();
        server.next_layer().close();
        client.reset();
        server.reset();
        asio::local::connect_pair(client.next_layer(), server.next_layer());
    }

    void exchange()
    {
        auto data = pattern(50'000);
        bytes arrived(data.size());
        asio::write(client, asio::buffer(data));
        asio::read(server, asio::buffer(arrived));
        BOOST_TEST((arrived == data));
        asio::write(server, asio::buffer(data));
        asio::read(client, asio::buffer(arrived));
        BOOST_TEST((arrived == data));
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(stream_reset, reuse)

BOOST_AUTO_TEST_CASE(allows_several_connections_one_after_another)
{
    auto handle = client.native_handle();
    for (int i = 0; i < 3; ++i) {
        handshake();
        exchange();
        client.async_shutdown(note());
        server.async_shutdown([](error_code e) { BOOST_TEST(!e); });
        run();
        BOOST_TEST(!error);
        start_again();
        BOOST_TEST(!client.native_handle()->handshake_complete());
        BOOST_TEST(client.native_handle() == handle);
    }
}

BOOST_AUTO_TEST_CASE(keeps_settings)
{
    settings.server.negotiation.alpn_protocols = {"h2", "http/1.1"};
    connect();
    client.set_host_name("localhost");
    client.set_alpn_protocols({"http/1.1"});
    for (int i = 0; i < 2; ++i) {
        handshake();
        BOOST_TEST(client.info().alpn_protocol == "http/1.1");
        BOOST_TEST(server.info().server_name == "localhost");
        start_again();
    }
    client.set_host_name("elsewhere.example");
    start_again();
    client.async_handshake(stream_base::client, note());
    server.async_handshake(stream_base::server, [](error_code) {});
    run();
    BOOST_TEST(error == tls::error::reason::certificate_verify_failed);
}

BOOST_AUTO_TEST_CASE(restores_the_configuration_used_before_on_client_hello)
{
    unsigned asked = 0;
    auto chosen = std::make_shared<configuration>(settings.server);
    settings.server.hooks.on_client_hello = [&](const client_hello_info&) {
        ++asked;
        return chosen;
    };
    connect();
    handshake();
    start_again();
    handshake();
    BOOST_TEST(asked == 2u);
}

BOOST_AUTO_TEST_CASE(allows_a_new_connection_after_a_failure)
{
    client.set_host_name("elsewhere.example");
    client.async_handshake(stream_base::client, note());
    server.async_handshake(stream_base::server, [](error_code) {});
    run();
    BOOST_TEST(error == tls::error::reason::certificate_verify_failed);
    start_again();
    BOOST_TEST(client.error_detail() == "");
    client.set_host_name("localhost");
    handshake();
    exchange();
}

BOOST_AUTO_TEST_CASE(aborts_a_handshake_at_any_step)
{
    // A handshake has no more steps than this.
    for (unsigned steps = 0; steps < 20; ++steps) {
        error_code at_client = asio::error::in_progress, at_server = at_client;
        client.async_handshake(stream_base::client, [&](error_code e) { at_client = e; });
        server.async_handshake(stream_base::server, [&](error_code e) { at_server = e; });
        io.restart();
        for (unsigned i = 0; i < steps; ++i)
            io.poll_one();
        start_again();
        run();
        for (auto& e : {at_client, at_server})
            BOOST_TEST((!e || e == asio::error::operation_aborted), e.message());
    }
    handshake();
    exchange();
}

BOOST_AUTO_TEST_CASE(aborts_a_read_and_a_write_without_affecting_the_next_connection)
{
    handshake();
    unsigned aborted = 0;
    auto count = [&](error_code e, std::size_t) { aborted += e == asio::error::operation_aborted; };
    auto data = pattern(8'000'000);
    client.async_read_some(asio::buffer(space), count);
    asio::async_write(client, asio::buffer(data), count);
    io.restart();
    io.poll();
    start_again();
    // The aborted operations complete during the next handshake.
    handshake();
    BOOST_TEST(aborted == 2u);
    exchange();
}

BOOST_AUTO_TEST_CASE(drops_the_answer_of_an_external_operation_of_the_previous_connection)
{
    std::deque<std::function<void()>> postponed;
    std::shared_ptr<const credential> leaf = authority.leaf();
    settings.server.authentication.credentials = {
        credential::offload(leaf, [&](std::function<void()> work) { postponed.push_back(std::move(work)); })};
    auto wait_for_signing = [&] {
        io.restart();
        while (postponed.empty())
            io.run_one_for(std::chrono::seconds(60));
    };
    connect();
    client.async_handshake(stream_base::client, [](error_code) {});
    server.async_handshake(stream_base::server, note());
    wait_for_signing();
    start_again();
    run();
    BOOST_TEST(error == asio::error::operation_aborted);
    postponed.front()();
    postponed.clear();
    bool done = false;
    client.async_handshake(stream_base::client, [&](error_code e) { done = !e; });
    server.async_handshake(stream_base::server, note());
    wait_for_signing();
    postponed.front()();
    run();
    BOOST_TEST(done);
    BOOST_TEST(!error);
}

BOOST_AUTO_TEST_CASE(can_be_repeated)
{
    client.reset();
    client.reset();
    handshake();
    exchange();
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(stream_move, reuse)

BOOST_AUTO_TEST_CASE(moves_settings)
{
    client.set_host_name("localhost");
    stream_type moved(std::move(client));
    handshake_with(moved);
    BOOST_TEST(server.info().server_name == "localhost");
    client = std::move(moved);
    exchange();
}

BOOST_AUTO_TEST_CASE(moves_unread_data)
{
    handshake();
    asio::write(server, asio::buffer("hello", 5));
    BOOST_TEST(client.read_some(asio::buffer(space, 1)) == 1u);
    stream_type moved(std::move(client));
    BOOST_TEST(moved.pending() == 4u);
    BOOST_TEST(moved.read_some(asio::buffer(space)) == 4u);
}

BOOST_AUTO_TEST_CASE(works_in_a_growing_vector)
{
    handshake();
    std::vector<stream_type> streams;
    streams.push_back(std::move(client));
    for (int i = 0; i < 10; ++i)
        streams.emplace_back(io, std::make_shared<configuration>(settings.client));
    client = std::move(streams.front());
    exchange();
}

BOOST_AUTO_TEST_CASE(moved_from_stream_can_be_destroyed_and_assigned)
{
    handshake();
    {
        stream_type moved(std::move(client));
        stream_type again(std::move(moved));
        client = std::move(again);
        moved = stream_type(io, std::make_shared<configuration>());
    }
    exchange();
    auto& self = client;
    client = std::move(self);
    exchange();
}

BOOST_AUTO_TEST_CASE(assignment_aborts_the_operations_of_the_replaced_stream)
{
    handshake();
    stream_type replaced(io, std::make_shared<configuration>(settings.client));
    asio::local::stream_protocol::socket peer(io);
    asio::local::connect_pair(replaced.next_layer(), peer);
    replaced.async_handshake(stream_base::client, note());
    io.restart();
    io.poll();
    replaced = std::move(client);
    run();
    BOOST_TEST(error == asio::error::operation_aborted);
    client = std::move(replaced);
    exchange();
}

BOOST_AUTO_TEST_CASE(moved_stream_can_be_reset)
{
    handshake();
    stream_type moved(std::move(client));
    client = std::move(moved);
    start_again();
    handshake();
    exchange();
}

BOOST_AUTO_TEST_SUITE_END()
