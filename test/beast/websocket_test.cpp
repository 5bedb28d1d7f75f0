// WebSocket over tls::stream: messages of all sizes, fragments, compression, pings, and closing both layers.

#include "beast/loopback.hpp"

#include <boost/beast/websocket.hpp>

#include <thread>

using namespace tls;
using namespace tls::test;
namespace websocket = beast::websocket;

namespace {

const error_code websocket_closed = websocket::error::closed;

using websocket_stream = websocket::stream<tcp_socket_stream>;

struct websocket_pair : loopback {
    websocket_stream client{io, for_client};
    websocket_stream server{io, for_server};

    websocket_pair() { connect(beast::get_lowest_layer(client), beast::get_lowest_layer(server)); }

    /// Performs the TLS and the WebSocket handshake.
    void open()
    {
        handshake(client.next_layer(), server.next_layer());
        unsigned done = 0;
        client.async_handshake("localhost", "/", [&](error_code e) { done += !e; });
        server.async_accept([&](error_code e) { done += !e; });
        run();
        BOOST_REQUIRE(done == 2);
    }

    /// Closes WebSocket and TLS; `first` starts.
    void close(websocket_stream& first, websocket_stream& second)
    {
        error_code of_first = asio::error::would_block, of_second;
        beast::flat_buffer buffer;
        first.async_close(websocket::close_code::normal, [&](error_code e) { of_first = e; });
        second.async_read(buffer, [&](error_code e, std::size_t) { of_second = e; });
        run();
        BOOST_TEST(!of_first, of_first.message());
        BOOST_TEST(of_second == websocket_closed, of_second.message());
    }

    /// Checks that both directions were closed with close_notify (RFC 8446 section 6.1).
    void check_tls_closed_cleanly()
    {
        for (auto* stream : {&client, &server}) {
            bytes space(1);
            error_code error;
            stream->next_layer().read_some(asio::buffer(space), error);
            BOOST_TEST(error == asio::error::eof);
        }
    }
};

/// Echoes every message until the peer closes.
asio::awaitable<void> echo(websocket_stream& stream)
{
    error_code error;
    for (;;) {
        beast::flat_buffer buffer;
        co_await stream.async_read(buffer, into(error));
        if (error)
            break;
        stream.binary(stream.got_binary());
        co_await stream.async_write(buffer.data(), use_awaitable);
    }
    BOOST_TEST(error == websocket_closed);
    BOOST_TEST(stream.reason().code == websocket::close_code::normal);
}

asio::awaitable<void> send_and_get_back(websocket_stream& stream, std::size_t size)
{
    const auto message = pattern(size);
    stream.binary(true);
    co_await stream.async_write(asio::buffer(message), use_awaitable);
    beast::flat_buffer back;
    co_await stream.async_read(back, use_awaitable);
    auto* data = static_cast<const std::uint8_t*>(back.data().data());
    BOOST_TEST((bytes(data, data + back.size()) == message));
}

asio::awaitable<void> send_all_sizes(websocket_stream& stream)
{
    for (std::size_t size : {0u, 1u, 1000u, 300'000u})
        co_await send_and_get_back(stream, size);
    co_await stream.async_close(websocket::close_code::normal, use_awaitable);
    BOOST_TEST(!stream.is_open());
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(websocket_over_tls, websocket_pair)

BOOST_AUTO_TEST_CASE(transfers_messages_and_closes_asynchronously)
{
    open();
    spawn(send_all_sizes(client));
    spawn(echo(server));
    run();
    check_tls_closed_cleanly();
}

BOOST_AUTO_TEST_CASE(transfers_messages_in_many_fragments)
{
    open();
    client.auto_fragment(true);
    client.write_buffer_bytes(1000);
    server.auto_fragment(true);
    server.write_buffer_bytes(100);
    spawn(send_all_sizes(client));
    spawn(echo(server));
    run();
}

BOOST_AUTO_TEST_CASE(transfers_a_message_written_fragment_by_fragment)
{
    open();
    spawn([](websocket_stream& stream) -> asio::awaitable<void> {
        const std::string piece = "piece";
        for (int i = 0; i < 9; ++i)
            co_await stream.async_write_some(false, asio::buffer(piece), use_awaitable);
        co_await stream.async_ping("between fragments", use_awaitable);
        co_await stream.async_write_some(true, asio::buffer(piece), use_awaitable);
    }(client));
    beast::flat_buffer buffer;
    error_code error;
    server.async_read(buffer, [&](error_code e, std::size_t) { error = e; });
    run();
    BOOST_TEST(!error, error.message());
    BOOST_TEST(buffer.size() == 50u);
}

BOOST_AUTO_TEST_CASE(transfers_large_messages_in_both_directions_at_once)
{
    open();
    const auto to_server = pattern(3'000'000), to_client = pattern(2'000'000);
    auto talk = [](websocket_stream& stream, const bytes& out, const bytes& expected, unsigned& done) {
        auto buffer = std::make_shared<beast::flat_buffer>();
        stream.binary(true);
        stream.async_write(asio::buffer(out), [&](error_code e, std::size_t) { done += !e; });
        stream.async_read(*buffer, [&, buffer](error_code e, std::size_t n) {
            auto* data = static_cast<const std::uint8_t*>(buffer->data().data());
            done += !e && bytes(data, data + n) == expected;
        });
    };
    unsigned done = 0;
    talk(client, to_server, to_client, done);
    talk(server, to_client, to_server, done);
    run();
    BOOST_TEST(done == 4u);
}

BOOST_AUTO_TEST_CASE(compresses_messages)
{
    websocket::permessage_deflate deflate;
    deflate.client_enable = true;
    deflate.server_enable = true;
    client.set_option(deflate);
    server.set_option(deflate);
    open();
    const std::string message(400'000, 'z');
    beast::flat_buffer buffer;
    std::size_t taken = 0, arrived = 0;
    client.async_write(asio::buffer(message), [&](error_code, std::size_t n) { taken = n; });
    server.async_read(buffer, [&](error_code, std::size_t n) { arrived = n; });
    run();
    BOOST_TEST(taken == message.size());
    BOOST_TEST(arrived == message.size());
    BOOST_TEST((beast::buffers_to_string(buffer.data()) == message));
    spawn(send_all_sizes(client));
    spawn(echo(server));
    run();
}

BOOST_AUTO_TEST_CASE(answers_pings_while_reading)
{
    open();
    std::vector<std::string> pongs;
    client.control_callback([&](websocket::frame_type kind, beast::string_view payload) {
        if (kind == websocket::frame_type::pong)
            pongs.emplace_back(payload);
    });
    spawn(echo(server));
    spawn([](websocket_stream& stream) -> asio::awaitable<void> {
        co_await stream.async_ping("one", use_awaitable);
        co_await stream.async_ping("two", use_awaitable);
        co_await send_and_get_back(stream, 10);
        co_await stream.async_close(websocket::close_code::normal, use_awaitable);
    }(client));
    run();
    BOOST_TEST(pongs == (std::vector<std::string>{"one", "two"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(closes_tls_when_the_client_closes)
{
    open();
    close(client, server);
    check_tls_closed_cleanly();
}

BOOST_AUTO_TEST_CASE(closes_tls_when_the_server_closes)
{
    open();
    close(server, client);
    check_tls_closed_cleanly();
}

BOOST_AUTO_TEST_CASE(closes_tls_when_both_close_at_once)
{
    open();
    unsigned done = 0;
    for (auto* stream : {&client, &server})
        stream->async_close(websocket::close_code::going_away, [&](error_code e) { done += !e; });
    run();
    BOOST_TEST(done == 2u);
}

BOOST_AUTO_TEST_CASE(transfers_messages_with_blocking_calls)
{
    websocket::permessage_deflate deflate;
    deflate.client_enable = true;
    deflate.server_enable = true;
    client.set_option(deflate);
    server.set_option(deflate);
    std::thread peer([&] {
        server.next_layer().handshake(stream_base::server);
        server.accept();
        error_code error;
        for (;;) {
            beast::flat_buffer buffer;
            server.read(buffer, error);
            if (error)
                break;
            server.write(buffer.data());
        }
        BOOST_TEST(error == websocket_closed);
    });
    client.next_layer().handshake(stream_base::client);
    client.handshake("localhost", "/");
    client.auto_fragment(true);
    client.write_buffer_bytes(5000);
    for (std::size_t size : {0u, 5u, 200'000u}) {
        const std::string message(size, 's');
        client.write(asio::buffer(message));
        client.ping("ping");
        beast::flat_buffer back;
        client.read(back);
        BOOST_TEST((beast::buffers_to_string(back.data()) == message));
    }
    client.close(websocket::close_code::normal);
    peer.join();
}

BOOST_AUTO_TEST_CASE(handshake_times_out_when_the_peer_does_not_answer)
{
    handshake(client.next_layer(), server.next_layer());
    auto timeout = websocket::stream_base::timeout::suggested(beast::role_type::client);
    timeout.handshake_timeout = std::chrono::milliseconds(20);
    client.set_option(timeout);
    error_code error;
    client.async_handshake("localhost", "/", [&](error_code e) { error = e; });
    run();
    BOOST_TEST(error == timed_out);
}

BOOST_AUTO_TEST_CASE(read_times_out_when_the_peer_is_idle)
{
    open();
    client.set_option(websocket::stream_base::timeout{std::chrono::seconds(60), std::chrono::milliseconds(20), true});
    beast::flat_buffer buffer;
    error_code error;
    client.async_read(buffer, [&](error_code e, std::size_t) { error = e; });
    run();
    BOOST_TEST(error == timed_out);
}

BOOST_AUTO_TEST_SUITE_END()

// websocket::stream calls teardown and async_teardown after closing. The tests call them in the same way, by
// argument-dependent lookup.
BOOST_FIXTURE_TEST_SUITE(websocket_teardown, websocket_pair)

BOOST_AUTO_TEST_CASE(closes_both_layers_in_both_roles_asynchronously)
{
    handshake(client.next_layer(), server.next_layer());
    error_code of_client = asio::error::would_block, of_server = of_client;
    async_teardown(beast::role_type::client, client.next_layer(), [&](error_code e) { of_client = e; });
    async_teardown(beast::role_type::server, server.next_layer(), [&](error_code e) { of_server = e; });
    run();
    // Beast treats eof of the transport as success.
    BOOST_TEST((!of_client || of_client == asio::error::eof), of_client.message());
    BOOST_TEST((!of_server || of_server == asio::error::eof), of_server.message());
    check_tls_closed_cleanly();
}

BOOST_AUTO_TEST_CASE(closes_both_layers_in_both_roles_synchronously)
{
    handshake(client.next_layer(), server.next_layer());
    error_code of_client, of_server;
    std::thread peer([&] { teardown(beast::role_type::server, server.next_layer(), of_server); });
    teardown(beast::role_type::client, client.next_layer(), of_client);
    peer.join();
    BOOST_TEST((!of_client || of_client == asio::error::eof), of_client.message());
    BOOST_TEST((!of_server || of_server == asio::error::eof), of_server.message());
}

BOOST_AUTO_TEST_CASE(fails_when_the_peer_has_closed_its_socket)
{
    handshake(client.next_layer(), server.next_layer());
    server.next_layer().lowest_layer().close();
    for (auto role : {beast::role_type::client, beast::role_type::server}) {
        error_code error;
        async_teardown(role, client.next_layer(), [&](error_code e) { error = e; });
        run();
        BOOST_TEST(error);
        error = {};
        teardown(role, client.next_layer(), error);
        BOOST_TEST(error);
    }
}

BOOST_AUTO_TEST_CASE(can_be_cancelled_while_the_peer_is_silent)
{
    handshake(client.next_layer(), server.next_layer());
    asio::cancellation_signal signal;
    error_code error;
    async_teardown(beast::role_type::client, client.next_layer(),
                   asio::bind_cancellation_slot(signal.slot(), [&](error_code e) { error = e; }));
    asio::post(io, [&] { signal.emit(asio::cancellation_type::total); });
    run();
    BOOST_TEST(error);
}

BOOST_AUTO_TEST_SUITE_END()
