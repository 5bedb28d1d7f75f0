// Gets a page over HTTPS with blocking calls.
//
//     https_client_sync HOST PORT PATH [CA_FILE]
//
// CA_FILE is a PEM file of trusted certificates. Default: the system's trust store.

#include <tls/context.hpp>
#include <tls/stream.hpp>

#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>

#include <iostream>
#include <string>

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;

int main(int argc, char** argv)
{
    if (argc != 4 && argc != 5) {
        std::cerr << "usage: https_client_sync HOST PORT PATH [CA_FILE]\n";
        return 2;
    }
    const std::string host = argv[1], port = argv[2], path = argv[3];
    try {
        tls::context context(tls::context::tls_client);
        if (argc == 5)
            context.load_verify_file(argv[4]);
        else
            context.set_default_verify_paths();

        asio::io_context io;
        tls::stream<tcp::socket> stream(io, context);
        stream.set_host_name(host); // sets SNI, and requires a certificate for this name
        asio::connect(stream.lowest_layer(), tcp::resolver(io).resolve(host, port));
        stream.lowest_layer().set_option(tcp::no_delay(true)); // or the request waits for the ACK of the last flight
        stream.handshake(tls::stream_base::client);

        http::request<http::empty_body> request(http::verb::get, path, 11);
        request.set(http::field::host, host);
        request.keep_alive(false);
        http::write(stream, request);

        boost::beast::flat_buffer buffer;
        http::response<http::string_body> response;
        http::read(stream, buffer, response);
        std::cout << response.body();

        // The response is complete, so a missing close_notify does no harm.
        boost::system::error_code ignored;
        stream.shutdown(ignored);
        return 0;
    } catch (const std::exception& e) {
        std::cerr << "https_client_sync: " << e.what() << "\n";
        return 1;
    }
}
