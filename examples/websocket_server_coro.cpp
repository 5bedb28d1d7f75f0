// Echoes WebSocket messages over TLS: one coroutine per connection.
//
//     websocket_server_coro PORT CERTIFICATE_FILE KEY_FILE

#include "common/program.hpp"

#include <tls/beast.hpp> // closing a websocket also closes the TLS stream

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/websocket.hpp>

#include <chrono>
#include <iostream>

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace websocket = beast::websocket;
using asio::use_awaitable;
using asio::ip::tcp;
using boost::system::error_code;
using websocket_stream = websocket::stream<tls::stream<beast::tcp_stream>>;

namespace {

asio::awaitable<void> echo(websocket_stream& stream)
{
    auto& transport = beast::get_lowest_layer(stream);
    transport.expires_after(std::chrono::seconds(30));
    co_await stream.next_layer().async_handshake(tls::stream_base::server, use_awaitable);
    transport.expires_never(); // the websocket has its own timeouts
    auto timeout = websocket::stream_base::timeout::suggested(beast::role_type::server);
    timeout.keep_alive_pings = true;
    stream.set_option(timeout);
    co_await stream.async_accept(use_awaitable);
    for (;;) {
        beast::flat_buffer buffer;
        error_code error;
        co_await stream.async_read(buffer, asio::redirect_error(use_awaitable, error));
        if (error == websocket::error::closed)
            co_return;
        if (error)
            throw boost::system::system_error(error);
        stream.text(stream.got_text());
        co_await stream.async_write(buffer.data(), use_awaitable);
    }
}

asio::awaitable<void> serve(tcp::socket socket, tls::context& context)
{
    websocket_stream stream(std::move(socket), context);
    try {
        co_await echo(stream);
    } catch (const boost::system::system_error& e) {
        example::report(e.code(), stream.next_layer().error_detail());
    }
}

asio::awaitable<void> accept_connections(example::server& server)
{
    asio::steady_timer pause(server.io);
    for (;;) {
        error_code error;
        auto socket = co_await server.acceptor.async_accept(asio::redirect_error(use_awaitable, error));
        if (!error) {
            asio::co_spawn(server.io, serve(std::move(socket), server.context), asio::detached);
            continue;
        }
        // No descriptors are left, for example. Wait for connections to end: accept would fail again at once.
        std::cerr << "cannot accept a connection: " + error.message() + "\n";
        pause.expires_after(std::chrono::milliseconds(50));
        co_await pause.async_wait(use_awaitable);
    }
}

void run(example::server& server)
{
    asio::co_spawn(server.io, accept_connections(server), asio::detached);
    server.io.run();
}

} // namespace

int main(int argc, char** argv)
{
    return example::server_main(argc, argv, run);
}
