// Sends a text over a WebSocket over TLS, prints the reply and closes: with blocking calls.
//
//     websocket_client_sync HOST PORT TEXT [CA_FILE]

#include "common/program.hpp"

#include <tls/beast.hpp> // closing a websocket also closes the TLS stream

#include <boost/asio/connect.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/websocket.hpp>

#include <iostream>

namespace asio = boost::asio;
namespace beast = boost::beast;
using asio::ip::tcp;

namespace {

void run(example::client& client)
{
    beast::websocket::stream<tls::stream<tcp::socket>> stream(client.io, client.context);
    stream.next_layer().set_host_name(client.host); // sets SNI, and requires a certificate for this name
    asio::connect(beast::get_lowest_layer(stream), tcp::resolver(client.io).resolve(client.host, client.port));
    stream.next_layer().handshake(tls::stream_base::client);
    stream.handshake(client.host + ":" + client.port, "/");

    stream.write(asio::buffer(client.argument));
    beast::flat_buffer buffer;
    stream.read(buffer);
    stream.close(beast::websocket::close_code::normal);
    std::cout << beast::make_printable(buffer.data()) << "\n";
}

} // namespace

int main(int argc, char** argv)
{
    return example::client_main(argc, argv, run);
}
