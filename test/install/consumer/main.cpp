// A user's first program. It needs the installed headers and library only.

#include <tls.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/system/system_error.hpp>

#include <cstdlib>
#include <iostream>
#include <memory>

int main()
{
    boost::asio::io_context io;
    tls::context context(tls::context::tls_client);
    tls::stream<boost::asio::ip::tcp::socket> stream(io, context);
    boost::system::error_code unconnected;
    stream.handshake(tls::stream_base::client, unconnected);
    std::cout << "a handshake without a connection: " << unconnected.message() << '\n';

    tls::engine engine(context.snapshot());
    engine.set_server_name("localhost");
    boost::system::error_code error;
    const auto next = engine.handshake(tls::role::client, error);
    std::cout << "a ClientHello of " << engine.output().size() << " bytes\n";
    return unconnected && !error && next == tls::want::input && engine.has_output() ? EXIT_SUCCESS : EXIT_FAILURE;
}
