// A program written for boost::asio::ssl and OpenSSL. The drop-in headers provide both.

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>

#include <cstdlib>
#include <iostream>

int main()
{
    boost::asio::io_context io;
    boost::asio::ssl::context context(boost::asio::ssl::context::tls_client);
    context.set_verify_mode(boost::asio::ssl::verify_peer);
    boost::asio::ssl::stream<boost::asio::ip::tcp::socket> stream(io, context);
    if (SSL_set_tlsext_host_name(stream.native_handle(), "localhost") != 1)
        return EXIT_FAILURE;
    boost::system::error_code unconnected;
    stream.handshake(boost::asio::ssl::stream_base::client, unconnected);
    std::cout << "a handshake without a connection: " << unconnected.message() << '\n';
    return unconnected ? EXIT_SUCCESS : EXIT_FAILURE;
}
