// One port for HTTP and HTTPS, and for WebSockets over both: the first bytes show whether the client uses TLS.
//
//     server_flex PORT CERTIFICATE_FILE KEY_FILE

#include "common/http_answer.hpp"
#include "common/program.hpp"

#include <tls/beast.hpp> // closing a websocket also closes the TLS stream

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket.hpp>

#include <chrono>
#include <iostream>

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
namespace websocket = beast::websocket;
using asio::use_awaitable;
using asio::ip::tcp;
using boost::system::error_code;
using plain_stream = beast::tcp_stream;
using tls_stream = tls::stream<beast::tcp_stream>;

namespace {

// The differences between the two kinds of stream.

example::http_response answer(const example::http_request& request, const plain_stream&)
{
    return example::answer(request, "plain TCP");
}

example::http_response answer(const example::http_request& request, const tls_stream& stream)
{
    return example::answer(request, stream.info());
}

asio::awaitable<void> close(plain_stream& stream)
{
    stream.socket().shutdown(tcp::socket::shutdown_send);
    co_return;
}

asio::awaitable<void> close(tls_stream& stream)
{
    co_await stream.async_shutdown(use_awaitable);
}

void limit_time(plain_stream& stream)
{
    stream.expires_after(std::chrono::seconds(30));
}

template <class Stream>
asio::awaitable<void> echo(Stream stream, const example::http_request& request)
{
    beast::get_lowest_layer(stream).expires_never(); // the websocket has its own timeouts
    websocket::stream<Stream> messages(std::move(stream));
    messages.set_option(websocket::stream_base::timeout::suggested(beast::role_type::server));
    co_await messages.async_accept(request, use_awaitable);
    for (;;) {
        beast::flat_buffer buffer;
        error_code error;
        co_await messages.async_read(buffer, asio::redirect_error(use_awaitable, error));
        if (error == websocket::error::closed)
            co_return;
        if (error)
            throw boost::system::system_error(error);
        messages.text(messages.got_text());
        co_await messages.async_write(buffer.data(), use_awaitable);
    }
}

/// Answers requests. Upgrades to a websocket on request. `buffer` holds data already read.
template <class Stream>
asio::awaitable<void> answer_requests(Stream stream, beast::flat_buffer buffer)
{
    for (bool more = true; more;) {
        limit_time(beast::get_lowest_layer(stream));
        example::http_request request;
        error_code error;
        co_await http::async_read(stream, buffer, request, asio::redirect_error(use_awaitable, error));
        if (error == http::error::end_of_stream)
            break;
        if (error)
            throw boost::system::system_error(error);
        if (websocket::is_upgrade(request)) {
            co_await echo(std::move(stream), request);
            co_return;
        }
        const auto response = answer(request, stream);
        co_await http::async_write(stream, response, use_awaitable);
        more = request.keep_alive();
    }
    co_await close(stream);
}

asio::awaitable<void> serve(plain_stream transport, tls::context& context)
{
    try {
        beast::flat_buffer buffer;
        limit_time(transport);
        const bool is_tls = co_await beast::async_detect_ssl(transport, buffer, use_awaitable);
        if (!is_tls) {
            co_await answer_requests(std::move(transport), std::move(buffer));
            co_return;
        }
        tls_stream stream(std::move(transport), context);
        // The handshake starts with the bytes of the ClientHello that are already in the buffer.
        const auto taken = co_await stream.async_handshake(tls::stream_base::server, buffer.data(), use_awaitable);
        buffer.consume(taken);
        co_await answer_requests(std::move(stream), std::move(buffer));
    } catch (const boost::system::system_error& e) {
        example::report(e.code(), {});
    }
}

asio::awaitable<void> accept_connections(example::server& server)
{
    asio::steady_timer pause(server.io);
    for (;;) {
        error_code error;
        auto socket = co_await server.acceptor.async_accept(asio::redirect_error(use_awaitable, error));
        if (!error) {
            asio::co_spawn(server.io, serve(plain_stream(std::move(socket)), server.context), asio::detached);
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
