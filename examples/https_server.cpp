// An HTTPS server: one coroutine per connection, any number of connections, several threads.
//
//     https_server PORT CERTIFICATE_FILE KEY_FILE [THREADS]
//
// Port 0 picks a free one. SIGTERM and SIGINT end the server.

#include "common/http_answer.hpp"

#include <tls/context.hpp>
#include <tls/stream.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>

#include <chrono>
#include <csignal>
#include <iostream>
#include <string>

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;
using tls_stream = tls::stream<beast::tcp_stream>;

namespace {

asio::awaitable<void> serve(tcp::socket socket, tls::context& context)
{
    tls_stream stream(std::move(socket), context);
    auto& transport = beast::get_lowest_layer(stream);
    try {
        transport.expires_after(std::chrono::seconds(30));
        co_await stream.async_handshake(tls::stream_base::server, asio::use_awaitable);
        beast::flat_buffer buffer;
        for (bool more = true; more;) {
            transport.expires_after(std::chrono::seconds(30));
            example::http_request request;
            boost::system::error_code error;
            co_await http::async_read(stream, buffer, request, asio::redirect_error(asio::use_awaitable, error));
            if (error == http::error::end_of_stream)
                break;
            if (error)
                throw boost::system::system_error(error);
            const auto response = example::answer(request, stream.info());
            co_await http::async_write(stream, response, asio::use_awaitable);
            more = request.keep_alive();
        }
        co_await stream.async_shutdown(asio::use_awaitable);
    } catch (const std::exception& e) {
        // An error of one client must not stop the server.
        std::cerr << std::string("connection ended: ") + e.what() + "\n";
    }
}

asio::awaitable<void> accept_connections(tcp::acceptor& acceptor, tls::context& context)
{
    asio::steady_timer pause(acceptor.get_executor());
    for (;;) {
        // One strand per connection: its handlers never run concurrently.
        auto strand = asio::make_strand(acceptor.get_executor());
        boost::system::error_code error;
        tcp::socket socket = co_await acceptor.async_accept(strand, asio::redirect_error(asio::use_awaitable, error));
        if (!error) {
            asio::co_spawn(strand, serve(std::move(socket), context), asio::detached);
            continue;
        }
        // No descriptors are left, for example. Wait for connections to end: accept would fail again at once.
        std::cerr << "cannot accept a connection: " + error.message() + "\n";
        pause.expires_after(std::chrono::milliseconds(50));
        co_await pause.async_wait(asio::use_awaitable);
    }
}

} // namespace

int main(int argc, char** argv)
{
    if (argc != 4 && argc != 5) {
        std::cerr << "usage: https_server PORT CERTIFICATE_FILE KEY_FILE [THREADS]\n";
        return 2;
    }
    try {
        tls::context context(tls::context::tls_server);
        context.use_certificate_chain_file(argv[2]);
        context.use_private_key_file(argv[3], tls::context::pem);

        asio::thread_pool threads(argc == 5 ? std::stoul(argv[4]) : 2);
        const auto port = static_cast<unsigned short>(std::stoi(argv[1]));
        tcp::acceptor acceptor(threads, {asio::ip::address_v4::loopback(), port});
        std::cout << "listening on " << acceptor.local_endpoint() << std::endl;

        asio::signal_set signals(threads, SIGTERM, SIGINT);
        signals.async_wait([&](auto, auto) { threads.stop(); });
        asio::co_spawn(threads, accept_connections(acceptor, context), asio::detached);
        threads.join();
        return 0;
    } catch (const std::exception& e) {
        std::cerr << "https_server: " << e.what() << "\n";
        return 1;
    }
}
