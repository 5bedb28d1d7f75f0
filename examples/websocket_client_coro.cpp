// Sends a text over a WebSocket over TLS, prints the reply and closes: in a coroutine with time limits.
//
//     websocket_client_coro HOST PORT TEXT [CA_FILE]

#include "common/program.hpp"

#include <tls/beast.hpp> // closing a websocket also closes the TLS stream

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/websocket.hpp>

#include <iostream>

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace websocket = beast::websocket;
using asio::use_awaitable;
using asio::ip::tcp;

namespace {

asio::awaitable<void> talk(example::client& client)
{
    websocket::stream<tls::stream<beast::tcp_stream>> stream(client.io, client.context);
    stream.next_layer().set_host_name(client.host); // sets SNI, and requires a certificate for this name
    auto& transport = beast::get_lowest_layer(stream);
    transport.expires_after(std::chrono::seconds(30)); // for connecting and the TLS handshake
    tcp::resolver resolver(client.io);
    const auto endpoints = co_await resolver.async_resolve(client.host, client.port, use_awaitable);
    co_await transport.async_connect(endpoints, use_awaitable);
    co_await stream.next_layer().async_handshake(tls::stream_base::client, use_awaitable);
    transport.expires_never(); // the websocket has its own timeouts
    stream.set_option(websocket::stream_base::timeout::suggested(beast::role_type::client));
    const std::string host = client.host + ":" + client.port;
    co_await stream.async_handshake(host, "/", use_awaitable);

    co_await stream.async_write(asio::buffer(client.argument), use_awaitable);
    beast::flat_buffer buffer;
    co_await stream.async_read(buffer, use_awaitable);
    co_await stream.async_close(websocket::close_code::normal, use_awaitable);
    std::cout << beast::make_printable(buffer.data()) << "\n";
}

void run(example::client& client)
{
    asio::co_spawn(client.io, talk(client), [](std::exception_ptr failure) {
        if (failure)
            std::rethrow_exception(failure); // leaves io_context::run; main catches it
    });
    client.io.run();
}

} // namespace

int main(int argc, char** argv)
{
    return example::client_main(argc, argv, run);
}
