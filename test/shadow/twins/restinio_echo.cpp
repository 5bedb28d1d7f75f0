// An HTTPS echo server with RESTinio, and a client with Beast, written for boost::asio::ssl. Usage:
//
//     restinio_echo server FOLDER         prints its port, serves until it receives DELETE /
//     restinio_echo client FOLDER PORT    checks that its bodies are echoed
//
// FOLDER has root.pem, chain.pem and key.pem for localhost.

#define RESTINIO_USE_BOOST_ASIO 1
#include <restinio/all.hpp>
#include <restinio/tls.hpp>

#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>

#include <cstdlib>
#include <exception>
#include <future>
#include <iostream>
#include <memory>
#include <string>

namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
namespace ssl = asio::ssl;
using asio::ip::tcp;

constexpr std::size_t sizes[] = {0, 1, 1000, 16384, 70000, 500000};

std::string body_of(std::size_t size)
{
    std::string text(size, '\0');
    for (std::size_t i = 0; i < size; ++i)
        text[i] = static_cast<char>('a' + (i * 7 + size) % 26);
    return text;
}

void serve(const std::string& folder)
{
    using traits = restinio::single_thread_tls_traits_t<restinio::asio_timer_manager_t, restinio::null_logger_t>;
    ssl::context context(ssl::context::sslv23);
    context.set_options(ssl::context::default_workarounds | ssl::context::no_sslv2);
    context.use_certificate_chain_file(folder + "/chain.pem");
    context.use_private_key_file(folder + "/key.pem", ssl::context::pem);

    asio::io_context io;
    std::promise<void> asked_to_stop;
    auto answer = [&](restinio::request_handle_t request) {
        if (request->header().method() == restinio::http_method_delete())
            asked_to_stop.set_value();
        return request->create_response().set_body(request->body()).done();
    };
    auto settings = restinio::server_settings_t<traits>{}
                        .address("127.0.0.1")
                        .port(0)
                        .read_next_http_message_timelimit(std::chrono::seconds(30))
                        .incoming_http_msg_limits(restinio::incoming_http_msg_limits_t{}.max_body_size(1'000'000))
                        .acceptor_post_bind_hook(
                            [](tcp::acceptor& acceptor) { std::cout << acceptor.local_endpoint().port() << std::endl; })
                        .tls_context(std::move(context))
                        .request_handler(answer);
    auto server = restinio::run_async<traits>(restinio::own_io_context(), std::move(settings), 1);
    asked_to_stop.get_future().wait();
    server->stop();
    server->wait();
}

void exchange(ssl::stream<tcp::socket>& stream, http::verb verb, const std::string& body)
{
    http::request<http::string_body> request(verb, "/", 11, body);
    request.set(http::field::host, "localhost");
    request.keep_alive(verb != http::verb::delete_);
    request.prepare_payload();
    http::write(stream, request);
    boost::beast::flat_buffer buffer;
    http::response<http::string_body> response;
    http::read(stream, buffer, response);
    if (response.body() != body)
        throw std::runtime_error("the echoed body differs from the one sent");
}

void request(const std::string& folder, const std::string& port)
{
    ssl::context context(ssl::context::sslv23);
    context.load_verify_file(folder + "/root.pem");
    context.set_verify_mode(ssl::verify_peer);
    context.set_verify_callback(ssl::host_name_verification("localhost"));
    asio::io_context io;
    ssl::stream<tcp::socket> stream(io, context);
    asio::connect(stream.lowest_layer(), tcp::resolver(io).resolve("127.0.0.1", port));
    stream.handshake(ssl::stream_base::client);
    for (const auto size : sizes)
        exchange(stream, http::verb::post, body_of(size));
    exchange(stream, http::verb::delete_, "that is all");
}

} // namespace

int main(int count, char** arguments)
try {
    const std::string mode = count > 2 ? arguments[1] : "";
    if (mode == "server")
        serve(arguments[2]);
    else if (mode == "client" && count > 3)
        request(arguments[2], arguments[3]);
    else
        throw std::invalid_argument("usage: restinio_echo server FOLDER | restinio_echo client FOLDER PORT");
    return EXIT_SUCCESS;
} catch (const std::exception& e) {
    std::cerr << e.what() << '\n';
    return EXIT_FAILURE;
}
