// Sends lines to echo_server and prints what comes back.
//
//     echo_client HOST PORT CA_FILE < text

#include <tls/context.hpp>
#include <tls/stream.hpp>

#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>

#include <iostream>
#include <string>

namespace asio = boost::asio;
using asio::ip::tcp;

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
        tls::stream<tcp::socket> stream(io, context);
        stream.set_host_name(argv[1]); // asks for this name, and insists on a certificate for it
        asio::connect(stream.lowest_layer(), tcp::resolver(io).resolve(argv[1], argv[2]));
        stream.handshake(tls::stream_base::client);

        for (std::string line; std::getline(std::cin, line);) {
            line += '\n';
            asio::write(stream, asio::buffer(line));
            asio::read(stream, asio::buffer(line)); // as many bytes as were sent
            std::cout << line;
        }
        stream.shutdown();
        return 0;
    } catch (const std::exception& e) {
        std::cerr << "echo_client: " << e.what() << "\n";
        return 1;
    }
}
