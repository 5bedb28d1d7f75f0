// Gets a page over HTTPS in a coroutine with a time limit. Prints the negotiated parameters and the time of each step.
//
//     https_client_coro HOST PORT PATH [CA_FILE [TIMES]]
//
// CA_FILE is a PEM file of trusted certificates. Default: the system's trust store. TIMES: get the page that often,
// each time over a new connection, which resumes the session of the one before.

#include <tls/context.hpp>
#include <tls/stream.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>

#include <chrono>
#include <iostream>
#include <string>

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;
using tls_stream = tls::stream<beast::tcp_stream>;

namespace {

/// Prints the duration of each step on stderr.
class stopwatch {
public:
    void lap(const char* step)
    {
        const auto now = std::chrono::steady_clock::now();
        std::cerr << step << ": " << std::chrono::duration<double, std::milli>(now - last_).count() << " ms\n";
        last_ = now;
    }

private:
    std::chrono::steady_clock::time_point last_ = std::chrono::steady_clock::now();
};

void print_negotiated(const tls::connection_info& info)
{
    std::cerr << "version: " << to_string(info.version) << "\n"
              << "cipher suite: " << info.cipher_suite->name << "\n"
              << "session reused: " << (info.session_reused ? "yes" : "no") << "\n";
    if (info.group != nullptr)
        std::cerr << "group: " << info.group->name << "\n";
    if (info.peer_signature_scheme != nullptr) // the server signs nothing if a session is resumed
        std::cerr << "signature scheme: " << info.peer_signature_scheme->name << "\n";
    std::cerr << "peer: " << info.peer_certificates.front().subject().to_string() << "\n";
}

asio::awaitable<void> get(tls::context& context, std::string host, std::string port, std::string path)
{
    tls_stream stream(co_await asio::this_coro::executor, context);
    stream.set_host_name(host); // sets SNI, and requires a certificate for this name
    auto& transport = beast::get_lowest_layer(stream);
    transport.expires_after(std::chrono::seconds(30)); // for everything below
    stopwatch watch;
    tcp::resolver resolver(stream.get_executor());
    auto endpoints = co_await resolver.async_resolve(host, port, asio::use_awaitable);
    co_await transport.async_connect(endpoints, asio::use_awaitable);
    transport.socket().set_option(tcp::no_delay(true)); // or the request waits for the ACK of the last flight
    watch.lap("connect");
    co_await stream.async_handshake(tls::stream_base::client, asio::use_awaitable);
    watch.lap("handshake");
    print_negotiated(stream.info());

    http::request<http::empty_body> request(http::verb::get, path, 11);
    request.set(http::field::host, host);
    request.keep_alive(false);
    co_await http::async_write(stream, request, asio::use_awaitable);

    beast::flat_buffer buffer;
    http::response<http::string_body> response;
    co_await http::async_read(stream, buffer, response, asio::use_awaitable);
    watch.lap("page");
    std::cout << response.body();

    // The response is complete, so a missing close_notify does no harm.
    boost::system::error_code ignored;
    co_await stream.async_shutdown(asio::redirect_error(asio::use_awaitable, ignored));
}

asio::awaitable<void> get_repeatedly(tls::context& context, int times, char** argv)
{
    for (; times > 0; --times)
        co_await get(context, argv[1], argv[2], argv[3]);
}

} // namespace

int main(int argc, char** argv)
{
    if (argc < 4 || argc > 6) {
        std::cerr << "usage: https_client_coro HOST PORT PATH [CA_FILE [TIMES]]\n";
        return 2;
    }
    try {
        tls::context context(tls::context::tls_client);
        context.resume_sessions(); // later connections to the same server resume the session
        if (argc > 4)
            context.load_verify_file(argv[4]);
        else
            context.set_default_verify_paths();

        asio::io_context io;
        std::exception_ptr failure;
        asio::co_spawn(io, get_repeatedly(context, argc == 6 ? std::stoi(argv[5]) : 1, argv),
                       [&](std::exception_ptr e) { failure = e; });
        io.run();
        if (failure)
            std::rethrow_exception(failure);
        return 0;
    } catch (const std::exception& e) {
        std::cerr << "https_client_coro: " << e.what() << "\n";
        return 1;
    }
}
