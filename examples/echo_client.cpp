// Sends lines to echo_server and prints the replies, in two coroutines: one reads while the other writes.
//
//     echo_client HOST PORT CA_FILE < text

#include <tls/context.hpp>
#include <tls/stream.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <array>
#include <iostream>
#include <string>

namespace asio = boost::asio;
using asio::use_awaitable;
using asio::ip::tcp;
using tls_stream = tls::stream<tcp::socket>;

namespace {

asio::awaitable<void> send_lines(tls_stream& stream)
{
    for (std::string line; std::getline(std::cin, line);) {
        line += '\n';
        co_await asio::async_write(stream, asio::buffer(line), use_awaitable);
    }
    co_await stream.async_close_write(use_awaitable); // sends close_notify; the remaining replies still arrive
}

asio::awaitable<void> print_answers(tls_stream& stream)
{
    std::array<char, 16384> data;
    for (;;) {
        boost::system::error_code error;
        auto size = co_await stream.async_read_some(asio::buffer(data), asio::redirect_error(use_awaitable, error));
        if (error == asio::error::eof)
            break;
        if (error)
            throw boost::system::system_error(error);
        std::cout.write(data.data(), static_cast<std::streamsize>(size));
    }
}

asio::awaitable<void> talk(tls_stream& stream, std::string host, std::string port)
{
    using namespace asio::experimental::awaitable_operators;
    tcp::resolver resolver(stream.get_executor());
    auto endpoints = co_await resolver.async_resolve(host, port, use_awaitable);
    co_await asio::async_connect(stream.lowest_layer(), endpoints, use_awaitable);
    co_await stream.async_handshake(tls::stream_base::client, use_awaitable);
    auto both = send_lines(stream) && print_answers(stream);
    co_await std::move(both);
}

} // namespace

int main(int argc, char** argv)
{
    if (argc != 4) {
        std::cerr << "usage: echo_client HOST PORT CA_FILE\n";
        return 2;
    }
    try {
        tls::context context(tls::context::tls_client);
        context.load_verify_file(argv[3]);

        asio::io_context io;
        tls_stream stream(io, context);
        stream.set_host_name(argv[1]); // sets SNI, and requires a certificate for this name
        asio::co_spawn(io, talk(stream, argv[1], argv[2]), [](std::exception_ptr failure) {
            if (failure)
                std::rethrow_exception(failure); // leaves io_context::run
        });
        io.run();
        return 0;
    } catch (const std::exception& e) {
        std::cerr << "echo_client: " << e.what() << "\n";
        return 1;
    }
}
