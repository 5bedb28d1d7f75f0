// One stream object for several connections, and streams that move.

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

    /// Closes the transport, resets both streams and connects them anew.
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

BOOST_FIXTURE_TEST_SUITE(a_stream_that_is_reset, reuse)

BOOST_AUTO_TEST_CASE(carries_one_connection_after_another)
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

BOOST_AUTO_TEST_CASE(keeps_its_settings)
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

BOOST_AUTO_TEST_CASE(keeps_the_settings_of_before_the_client_hello)
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

BOOST_AUTO_TEST_CASE(starts_afresh_after_a_failure)
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

BOOST_AUTO_TEST_CASE(aborts_what_is_under_way_however_far_it_came)
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

BOOST_AUTO_TEST_CASE(aborts_a_read_and_a_write_and_does_not_mix_them_with_those_of_the_next_connection)
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
    // What was under way ends while the next handshake is.
    handshake();
    BOOST_TEST(aborted == 2u);
    exchange();
}

BOOST_AUTO_TEST_CASE(drops_an_answer_to_a_question_of_the_connection_before)
{
    std::deque<std::function<void()>> postponed;
    std::shared_ptr<const credential> leaf = authority.leaf();
    settings.server.authentication.credentials = {
        credential::offload(leaf, [&](std::function<void()> work) { postponed.push_back(std::move(work)); })};
    auto wait_for_question = [&] {
        io.restart();
        while (postponed.empty())
            io.run_one_for(std::chrono::seconds(60));
    };
    connect();
    client.async_handshake(stream_base::client, [](error_code) {});
    server.async_handshake(stream_base::server, note());
    wait_for_question();
    start_again();
    run();
    BOOST_TEST(error == asio::error::operation_aborted);
    postponed.front()();
    postponed.clear();
    bool done = false;
    client.async_handshake(stream_base::client, [&](error_code e) { done = !e; });
    server.async_handshake(stream_base::server, note());
    wait_for_question();
    postponed.front()();
    run();
    BOOST_TEST(done);
    BOOST_TEST(!error);
}

BOOST_AUTO_TEST_CASE(may_be_reset_again_and_again_for_nothing)
{
    client.reset();
    client.reset();
    handshake();
    exchange();
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(a_stream_that_moves, reuse)

BOOST_AUTO_TEST_CASE(takes_its_settings_along)
{
    client.set_host_name("localhost");
    stream_type elsewhere(std::move(client));
    client_of_handshake(elsewhere);
    BOOST_TEST(server.info().server_name == "localhost");
    client = std::move(elsewhere);
    exchange();
}

BOOST_AUTO_TEST_CASE(takes_data_along_that_was_not_read_yet)
{
    handshake();
    asio::write(server, asio::buffer("hello", 5));
    BOOST_TEST(client.read_some(asio::buffer(space, 1)) == 1u);
    stream_type elsewhere(std::move(client));
    BOOST_TEST(elsewhere.pending() == 4u);
    BOOST_TEST(elsewhere.read_some(asio::buffer(space)) == 4u);
}

BOOST_AUTO_TEST_CASE(may_live_in_a_container_that_grows)
{
    handshake();
    std::vector<stream_type> streams;
    streams.push_back(std::move(client));
    for (int i = 0; i < 10; ++i)
        streams.emplace_back(io, std::make_shared<configuration>(settings.client));
    client = std::move(streams.front());
    exchange();
}

BOOST_AUTO_TEST_CASE(leaves_behind_what_can_be_destroyed_and_assigned_to)
{
    handshake();
    {
        stream_type elsewhere(std::move(client));
        stream_type again(std::move(elsewhere));
        client = std::move(again);
        elsewhere = stream_type(io, std::make_shared<configuration>());
    }
    exchange();
    auto& self = client;
    client = std::move(self);
    exchange();
}

BOOST_AUTO_TEST_CASE(ends_the_operations_of_the_stream_that_it_replaces)
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

BOOST_AUTO_TEST_CASE(may_be_reset_elsewhere)
{
    handshake();
    stream_type elsewhere(std::move(client));
    client = std::move(elsewhere);
    start_again();
    handshake();
    exchange();
}

BOOST_AUTO_TEST_SUITE_END()
