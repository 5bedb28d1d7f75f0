// tls::stream with Boost.Beast: HTTP, WebSocket, timeouts; and with what else composes streams.

#include "support/engine_pair.hpp"

#include <tls/beast.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/_experimental/test/stream.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/core/detect_ssl.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket.hpp>
#include <boost/test/unit_test.hpp>

#include <exception>
#include <thread>

using namespace tls;
using namespace tls::test;
namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
namespace websocket = beast::websocket;
using asio::use_awaitable;
using asio::ip::tcp;

namespace {

const error_code timed_out = beast::error::timeout;
const error_code websocket_closed = websocket::error::closed;

using tcp_socket_stream = tls::stream<tcp::socket>;
using beast_stream = tls::stream<beast::tcp_stream>;

static_assert(std::is_same_v<tcp_socket_stream::lowest_layer_type, tcp::socket::lowest_layer_type>);
static_assert(std::is_same_v<tls::stream<tcp::socket&>::lowest_layer_type, tcp::socket::lowest_layer_type>);
static_assert(std::is_same_v<tls::stream<tcp_socket_stream>::lowest_layer_type, tcp::socket::lowest_layer_type>);
static_assert(std::is_same_v<beast_stream::lowest_layer_type, tcp::socket>);
static_assert(std::is_same_v<tls::stream<beast::test::stream>::lowest_layer_type, beast::test::stream>);
static_assert(std::is_same_v<beast::lowest_layer_type<beast_stream>, beast::tcp_stream>);
static_assert(std::is_same_v<beast::lowest_layer_type<websocket::stream<tcp_socket_stream>>, tcp::socket>);
static_assert(std::is_same_v<tcp_socket_stream::executor_type, tcp::socket::executor_type>);
static_assert(std::is_move_constructible_v<beast_stream> && !std::is_copy_constructible_v<beast_stream>);
static_assert(beast::is_async_stream<tcp_socket_stream>::value && beast::is_sync_stream<tcp_socket_stream>::value);

struct loopback {
    pki authority;
    configurations settings{authority, {authority.leaf()}};
    std::shared_ptr<const configuration> for_client = std::make_shared<configuration>(settings.client);
    std::shared_ptr<const configuration> for_server = std::make_shared<configuration>(settings.server);
    asio::io_context io;
    tcp::acceptor acceptor{io, tcp::endpoint(asio::ip::address_v4::loopback(), 0)};

    void connect(tcp::socket& client, tcp::socket& server)
    {
        client.connect(acceptor.local_endpoint());
        acceptor.accept(server);
    }

    void spawn(asio::awaitable<void> work)
    {
        asio::co_spawn(io, std::move(work), [&](std::exception_ptr e) {
            if (e && !failure)
                failure = e;
        });
    }

    /// Until everything that was spawned has ended; throws what ended one of them.
    void run()
    {
        io.restart();
        io.run_for(std::chrono::seconds(60));
        BOOST_REQUIRE_MESSAGE(io.stopped(), "operations did not end");
        if (failure)
            std::rethrow_exception(std::exchange(failure, nullptr));
    }

    template <class Client, class Server>
    void handshake(Client& client, Server& server)
    {
        client.async_handshake(stream_base::client, [](error_code e) { BOOST_TEST(!e, e.message()); });
        server.async_handshake(stream_base::server, [](error_code e) { BOOST_TEST(!e, e.message()); });
        run();
    }

    std::exception_ptr failure;
};

struct beast_pair : loopback {
    beast_stream client{io, for_client};
    beast_stream server{io, for_server};

    beast_pair() { connect(client.next_layer().socket(), server.next_layer().socket()); }
};

using websocket_stream = websocket::stream<tcp_socket_stream>;

struct websocket_pair : loopback {
    websocket_stream client{io, for_client};
    websocket_stream server{io, for_server};

    websocket_pair() { connect(beast::get_lowest_layer(client), beast::get_lowest_layer(server)); }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(http_over_tls, beast_pair)

BOOST_AUTO_TEST_CASE(carries_requests_and_responses)
{
    handshake(client, server);
    auto body = std::string(500'000, 'x');
    spawn([](beast_stream& stream, const std::string& expected) -> asio::awaitable<void> {
        http::request<http::empty_body> request(http::verb::get, "/", 11);
        stream.next_layer().expires_after(std::chrono::seconds(30));
        co_await http::async_write(stream, request, use_awaitable);
        beast::flat_buffer buffer;
        http::response<http::string_body> response;
        co_await http::async_read(stream, buffer, response, use_awaitable);
        BOOST_TEST((response.body() == expected));
        co_await stream.async_shutdown(use_awaitable);
    }(client, body));
    spawn([](beast_stream& stream, const std::string& content) -> asio::awaitable<void> {
        beast::flat_buffer buffer;
        http::request<http::empty_body> request;
        co_await http::async_read(stream, buffer, request, use_awaitable);
        http::response<http::string_body> response(http::status::ok, 11, content);
        response.prepare_payload();
        co_await http::async_write(stream, response, use_awaitable);
        co_await stream.async_shutdown(use_awaitable);
    }(server, body));
    run();
}

BOOST_AUTO_TEST_CASE(ends_with_beasts_timeout_when_the_peer_is_silent)
{
    handshake(client, server);
    client.next_layer().expires_after(std::chrono::milliseconds(20));
    beast::flat_buffer buffer;
    http::response<http::empty_body> response;
    error_code error;
    http::async_read(client, buffer, response, [&](error_code e, std::size_t) { error = e; });
    run();
    BOOST_TEST(error == timed_out);
}

BOOST_AUTO_TEST_CASE(ends_with_beasts_timeout_in_a_handshake_and_when_the_peer_does_not_read)
{
    client.next_layer().expires_after(std::chrono::milliseconds(20));
    error_code error;
    client.async_handshake(stream_base::client, [&](error_code e) { error = e; });
    run();
    BOOST_TEST(error == timed_out);

    beast_stream again(io, for_client), other(io, for_server);
    connect(again.next_layer().socket(), other.next_layer().socket());
    handshake(again, other);
    again.next_layer().expires_after(std::chrono::milliseconds(50));
    bytes much(32'000'000);
    asio::async_write(again, asio::buffer(much), [&](error_code e, std::size_t) { error = e; });
    run();
    BOOST_TEST(error == timed_out);
}

BOOST_AUTO_TEST_CASE(works_synchronously)
{
    std::thread peer([&] {
        server.handshake(stream_base::server);
        beast::flat_buffer buffer;
        http::request<http::string_body> request;
        http::read(server, buffer, request);
        http::response<http::string_body> response(http::status::ok, 11, request.body());
        response.prepare_payload();
        http::write(server, response);
        server.shutdown();
    });
    client.handshake(stream_base::client);
    http::request<http::string_body> request(http::verb::post, "/", 11, std::string(70'000, 'y'));
    request.prepare_payload();
    http::write(client, request);
    beast::flat_buffer buffer;
    http::response<http::string_body> response;
    http::read(client, buffer, response);
    BOOST_TEST((response.body() == request.body()));
    client.shutdown();
    peer.join();
}

BOOST_AUTO_TEST_CASE(gives_the_layers_beneath_to_those_who_ask)
{
    BOOST_TEST(&client.lowest_layer() == &client.next_layer().socket());
    BOOST_TEST(&beast::get_lowest_layer(client) == &client.next_layer());
    BOOST_TEST(client.lowest_layer().is_open());
    BOOST_TEST(std::as_const(client).lowest_layer().is_open());
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(websocket_over_tls, websocket_pair)

BOOST_AUTO_TEST_CASE(echoes_and_closes_asynchronously)
{
    spawn([](websocket_stream& stream) -> asio::awaitable<void> {
        co_await stream.next_layer().async_handshake(stream_base::client, use_awaitable);
        co_await stream.async_handshake("localhost", "/", use_awaitable);
        for (std::size_t size : {0u, 1u, 1000u, 300'000u}) {
            auto message = pattern(size);
            stream.binary(true);
            co_await stream.async_write(asio::buffer(message), use_awaitable);
            beast::flat_buffer back;
            co_await stream.async_read(back, use_awaitable);
            auto* data = static_cast<const std::uint8_t*>(back.data().data());
            BOOST_TEST((bytes(data, data + back.size()) == message));
        }
        co_await stream.async_close(websocket::close_code::normal, use_awaitable);
        BOOST_TEST(!stream.is_open());
    }(client));
    spawn([](websocket_stream& stream) -> asio::awaitable<void> {
        co_await stream.next_layer().async_handshake(stream_base::server, use_awaitable);
        co_await stream.async_accept(use_awaitable);
        error_code error;
        auto token = asio::redirect_error(use_awaitable, error);
        while (!error) {
            beast::flat_buffer buffer;
            co_await stream.async_read(buffer, token);
            stream.binary(true);
            if (!error)
                co_await stream.async_write(buffer.data(), token);
        }
        BOOST_TEST(error == websocket_closed);
        BOOST_TEST(stream.reason().code == websocket::close_code::normal);
    }(server));
    run();
    // RFC 8446 section 6.1: both directions were closed with close_notify.
    bytes space(1);
    error_code error;
    client.next_layer().read_some(asio::buffer(space), error);
    BOOST_TEST(error == asio::error::eof);
    server.next_layer().read_some(asio::buffer(space), error);
    BOOST_TEST(error == asio::error::eof);
}

BOOST_AUTO_TEST_CASE(echoes_and_closes_synchronously)
{
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
    client.write(asio::buffer("hello", 5));
    beast::flat_buffer back;
    client.read(back);
    BOOST_TEST(beast::buffers_to_string(back.data()) == "hello");
    client.close(websocket::close_code::normal);
    peer.join();
}

BOOST_AUTO_TEST_CASE(ends_with_beasts_timeout_when_the_peer_does_not_answer)
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

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(streams_that_compose, loopback)

BOOST_AUTO_TEST_CASE(tell_tls_from_plain_text_and_go_on_with_what_was_read)
{
    tcp_socket_stream client(io, for_client), server(io, for_server);
    connect(client.next_layer(), server.next_layer());
    spawn([](tcp_socket_stream& stream) -> asio::awaitable<void> {
        co_await stream.async_handshake(stream_base::client, use_awaitable);
        co_await asio::async_write(stream, asio::buffer("hello", 5), use_awaitable);
    }(client));
    spawn([](tcp_socket_stream& stream) -> asio::awaitable<void> {
        beast::flat_buffer buffer;
        bool is_tls = co_await beast::async_detect_ssl(stream.next_layer(), buffer, use_awaitable);
        BOOST_TEST(is_tls);
        BOOST_TEST(buffer.size() != 0u);
        auto n = co_await stream.async_handshake(stream_base::server, buffer.data(), use_awaitable);
        BOOST_TEST(n == buffer.size());
        bytes space(5);
        co_await asio::async_read(stream, asio::buffer(space), use_awaitable);
        BOOST_TEST(as_text(space) == "hello");
    }(server));
    run();
}

BOOST_AUTO_TEST_CASE(may_have_a_default_completion_token)
{
    using awaitable_stream = asio::use_awaitable_t<>::as_default_on_t<tcp_socket_stream>;
    static_assert(
        std::is_same_v<awaitable_stream::next_layer_type, asio::use_awaitable_t<>::as_default_on_t<tcp::socket>>);
    auto client = use_awaitable.as_default_on(tcp_socket_stream(io, for_client));
    static_assert(std::is_same_v<decltype(client), awaitable_stream>);
    awaitable_stream server(io, for_server);
    client.next_layer().connect(acceptor.local_endpoint());
    acceptor.accept(server.next_layer());
    spawn([](awaitable_stream& stream) -> asio::awaitable<void> {
        co_await stream.async_handshake(stream_base::client);
        bytes data = pattern(1000);
        co_await stream.async_write_some(asio::buffer(data));
        co_await stream.async_update_keys(true);
        co_await stream.async_close_write();
        co_await stream.async_shutdown();
    }(client));
    spawn([](awaitable_stream& stream) -> asio::awaitable<void> {
        bytes none;
        co_await stream.async_handshake(stream_base::server, asio::buffer(none));
        bytes space(2000);
        auto n = co_await stream.async_read_some(asio::buffer(space));
        BOOST_TEST(n == 1000u);
        co_await stream.async_shutdown();
    }(server));
    run();
}

BOOST_AUTO_TEST_CASE(may_be_the_next_layer_of_one_another)
{
    using nested = tls::stream<tcp_socket_stream>;
    nested client(tcp_socket_stream(io, for_client), for_client);
    nested server(tcp_socket_stream(io, for_server), for_server);
    client.lowest_layer().connect(acceptor.local_endpoint());
    acceptor.accept(server.next_layer().next_layer());
    handshake(client.next_layer(), server.next_layer());
    handshake(client, server);
    auto data = pattern(300'000);
    bytes arrived(data.size());
    unsigned done = 0;
    asio::async_write(client, asio::buffer(data), [&](error_code e, std::size_t) { done += !e; });
    asio::async_read(server, asio::buffer(arrived), [&](error_code e, std::size_t) { done += !e; });
    run();
    BOOST_TEST(done == 2u);
    BOOST_TEST((arrived == data));
    auto count = [&](error_code e) { done += !e; };
    client.async_shutdown(count);
    server.async_shutdown(count);
    run();
    client.next_layer().async_shutdown(count);
    server.next_layer().async_shutdown(count);
    run();
    BOOST_TEST(done == 6u);
}

BOOST_AUTO_TEST_CASE(may_borrow_their_next_layer)
{
    tcp::socket at_client(io), at_server(io);
    connect(at_client, at_server);
    tls::stream<tcp::socket&> client(at_client, for_client), server(at_server, for_server);
    handshake(client, server);
    BOOST_TEST(&client.next_layer() == &at_client);
}

BOOST_AUTO_TEST_SUITE_END()
