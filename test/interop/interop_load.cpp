// Opens many connections to https_server at the same time. Each posts different texts and checks the echoed bodies.
//
//     interop_load HOST PORT CA_FILE CONNECTIONS REQUESTS
//
// Requests start when all connections are established, so that all are open at the same time.

#include <tls/context.hpp>
#include <tls/stream.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>

#include <iostream>
#include <string>

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;
using tls_stream = tls::stream<beast::tcp_stream>;

namespace {

constexpr auto time_limit = std::chrono::seconds(120);

struct load {
    asio::io_context io{1};
    tls::context context{tls::context::tls_client};
    std::string host;
    tcp::resolver::results_type endpoints;
    unsigned connections = 0, requests = 0;

    asio::steady_timer all_connected{io, asio::steady_timer::time_point::max()};
    unsigned connected = 0, answers = 0, failures = 0;
};

/// Failed connections count as well, so that the others do not wait for them.
void count_connection(load& work)
{
    if (++work.connected == work.connections)
        work.all_connected.cancel();
}

asio::awaitable<void> wait_for_all(load& work)
{
    boost::system::error_code cancelled;
    if (work.connected < work.connections)
        co_await work.all_connected.async_wait(asio::redirect_error(asio::use_awaitable, cancelled));
}

/// Returns a text of a different length for each request, from a few bytes to several records.
std::string text_of(unsigned connection, unsigned request)
{
    const std::string line = std::to_string(connection) + "/" + std::to_string(request) + " ";
    std::string text;
    for (unsigned i = 0; i <= connection * 37 + request * 251; ++i)
        text += line;
    return text;
}

asio::awaitable<void> send_requests(load& work, tls_stream& stream, unsigned connection)
{
    beast::flat_buffer buffer;
    for (unsigned i = 0; i < work.requests; ++i) {
        http::request<http::string_body> request(http::verb::post, "/", 11);
        request.set(http::field::host, work.host);
        request.keep_alive(i + 1 < work.requests);
        request.body() = text_of(connection, i);
        request.prepare_payload();
        co_await http::async_write(stream, request, asio::use_awaitable);
        http::response<http::string_body> response;
        co_await http::async_read(stream, buffer, response, asio::use_awaitable);
        if (!response.body().ends_with(".\n" + request.body()))
            throw std::runtime_error("a response does not echo the request's body");
        ++work.answers;
    }
}

asio::awaitable<void> connect(load& work, unsigned connection)
{
    tls_stream stream(work.io, work.context);
    stream.set_host_name(work.host);
    auto& transport = beast::get_lowest_layer(stream);
    transport.expires_after(time_limit);
    std::exception_ptr failure;
    try {
        co_await transport.async_connect(work.endpoints, asio::use_awaitable);
        transport.socket().set_option(tcp::no_delay(true));
        co_await stream.async_handshake(tls::stream_base::client, asio::use_awaitable);
    } catch (...) {
        failure = std::current_exception();
    }
    count_connection(work);
    if (failure)
        std::rethrow_exception(failure);
    co_await wait_for_all(work);
    co_await send_requests(work, stream, connection);
    co_await stream.async_shutdown(asio::use_awaitable);
}

void count_failure(load& work, std::exception_ptr failure)
try {
    if (failure)
        std::rethrow_exception(failure);
} catch (const std::exception& e) {
    ++work.failures;
    std::cerr << e.what() << "\n";
}

} // namespace

int main(int argc, char** argv)
{
    if (argc != 6) {
        std::cerr << "usage: interop_load HOST PORT CA_FILE CONNECTIONS REQUESTS\n";
        return 2;
    }
    load work;
    work.context.load_verify_file(argv[3]);
    work.host = argv[1];
    work.endpoints = tcp::resolver(work.io).resolve(argv[1], argv[2]);
    work.connections = static_cast<unsigned>(std::stoul(argv[4]));
    work.requests = static_cast<unsigned>(std::stoul(argv[5]));
    for (unsigned i = 0; i < work.connections; ++i)
        asio::co_spawn(work.io, connect(work, i), [&](std::exception_ptr failure) { count_failure(work, failure); });
    work.io.run();
    std::cout << work.connections << " connections, " << work.answers << " answers, " << work.failures << " failures\n";
    return work.failures == 0 ? 0 : 1;
}
