// A WebSocket echo server and client over TLS with Beast's own ssl_stream, written for boost::asio::ssl. Usage:
//
//     beast_echo server FOLDER         prints its port, serves one connection
//     beast_echo client FOLDER PORT    checks that its messages are echoed
//
// FOLDER has root.pem, chain.pem and key.pem for localhost.

#include <boost/beast/core.hpp>
#include <boost/beast/ssl.hpp>
#include <boost/beast/websocket.hpp>
#include <boost/beast/websocket/ssl.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <cstdlib>
#include <exception>
#include <iostream>
#include <string>

namespace {

namespace beast = boost::beast;
namespace asio = boost::asio;
namespace ssl = asio::ssl;
using asio::use_awaitable;
using asio::ip::tcp;
using websocket_stream = beast::websocket::stream<beast::ssl_stream<beast::tcp_stream>>;

constexpr std::size_t sizes[] = {0, 1, 125, 126, 16384, 70000, 1000000};

std::string message_of(std::size_t size)
{
    std::string text(size, '\0');
    for (std::size_t i = 0; i < size; ++i)
        text[i] = static_cast<char>('a' + (i * 7 + size) % 26);
    return text;
}

asio::awaitable<void> serve(std::string folder)
{
    ssl::context context(ssl::context::tlsv13_server);
    context.use_certificate_chain_file(folder + "/chain.pem");
    context.use_private_key_file(folder + "/key.pem", ssl::context::pem);
    tcp::acceptor acceptor(co_await asio::this_coro::executor, {asio::ip::address_v4::loopback(), 0});
    std::cout << acceptor.local_endpoint().port() << std::endl;
    websocket_stream stream(co_await acceptor.async_accept(use_awaitable), context);
    beast::get_lowest_layer(stream).expires_after(std::chrono::seconds(30));
    co_await stream.next_layer().async_handshake(ssl::stream_base::server, use_awaitable);
    beast::get_lowest_layer(stream).expires_never();
    stream.set_option(beast::websocket::stream_base::timeout::suggested(beast::role_type::server));
    co_await stream.async_accept(use_awaitable);
    stream.binary(true);
    for (;;) {
        beast::flat_buffer buffer;
        try {
            co_await stream.async_read(buffer, use_awaitable);
        } catch (const boost::system::system_error& e) {
            if (e.code() == beast::websocket::error::closed)
                co_return;
            throw;
        }
        co_await stream.async_write(buffer.data(), use_awaitable);
    }
}

asio::awaitable<void> request(std::string folder, std::string port)
{
    ssl::context context(ssl::context::tlsv13_client);
    context.load_verify_file(folder + "/root.pem");
    context.set_verify_mode(ssl::verify_peer);
    const auto executor = co_await asio::this_coro::executor;
    websocket_stream stream(executor, context);
    if (!SSL_set_tlsext_host_name(stream.next_layer().native_handle(), "localhost"))
        throw boost::system::system_error(static_cast<int>(::ERR_get_error()), asio::error::get_ssl_category());
    stream.next_layer().set_verify_callback(ssl::host_name_verification("localhost"));
    tcp::resolver resolver(executor);
    const auto addresses = co_await resolver.async_resolve("127.0.0.1", port, use_awaitable);
    beast::get_lowest_layer(stream).expires_after(std::chrono::seconds(30));
    co_await beast::get_lowest_layer(stream).async_connect(addresses, use_awaitable);
    co_await stream.next_layer().async_handshake(ssl::stream_base::client, use_awaitable);
    beast::get_lowest_layer(stream).expires_never();
    stream.set_option(beast::websocket::stream_base::timeout::suggested(beast::role_type::client));
    co_await stream.async_handshake("localhost", "/", use_awaitable);
    stream.binary(true);
    for (const auto size : sizes) {
        const auto message = message_of(size);
        co_await stream.async_write(asio::buffer(message), use_awaitable);
        beast::flat_buffer buffer;
        co_await stream.async_read(buffer, use_awaitable);
        if (beast::buffers_to_string(buffer.data()) != message)
            throw std::runtime_error("the echoed message differs from the one sent");
    }
    co_await stream.async_close(beast::websocket::close_code::normal, use_awaitable);
}

int run(asio::awaitable<void> work)
{
    asio::io_context io;
    int status = EXIT_FAILURE;
    asio::co_spawn(io, std::move(work), [&](std::exception_ptr failure) {
        try {
            if (failure)
                std::rethrow_exception(failure);
            status = EXIT_SUCCESS;
        } catch (const std::exception& e) {
            std::cerr << e.what() << '\n';
        }
    });
    io.run();
    return status;
}

} // namespace

int main(int count, char** arguments)
{
    const std::string mode = count > 2 ? arguments[1] : "";
    if (mode == "server")
        return run(serve(arguments[2]));
    if (mode == "client" && count > 3)
        return run(request(arguments[2], arguments[3]));
    std::cerr << "usage: beast_echo server FOLDER | beast_echo client FOLDER PORT\n";
    return EXIT_FAILURE;
}
