// Echoes WebSocket messages over TLS, with blocking calls: one thread per connection.
//
//     websocket_server_sync PORT CERTIFICATE_FILE KEY_FILE

#include "common/program.hpp"

#include <tls/beast.hpp> // closing a websocket also closes the TLS stream

#include <boost/beast/core.hpp>
#include <boost/beast/websocket.hpp>

#include <chrono>
#include <functional>
#include <iostream>
#include <string>
#include <thread>

namespace beast = boost::beast;
namespace websocket = beast::websocket;
using boost::asio::ip::tcp;
using boost::system::error_code;

namespace {

void echo(tcp::socket socket, tls::context& context)
{
    websocket::stream<tls::stream<tcp::socket>> stream(std::move(socket), context);
    try {
        stream.next_layer().handshake(tls::stream_base::server);
        stream.accept();
        for (;;) {
            beast::flat_buffer buffer;
            error_code error;
            stream.read(buffer, error);
            if (error == websocket::error::closed)
                return;
            if (error)
                throw boost::system::system_error(error);
            stream.text(stream.got_text());
            stream.write(buffer.data());
        }
    } catch (const boost::system::system_error& e) {
        example::report(e.code(), stream.next_layer().error_detail());
    }
}

void run(example::server& server)
{
    for (;;) {
        try {
            auto socket = server.acceptor.accept();
            std::thread(echo, std::move(socket), std::ref(server.context)).detach();
        } catch (const std::exception& e) {
            // No descriptors or threads are left, for example. Wait for connections to end.
            std::cerr << std::string("cannot accept a connection: ") + e.what() + "\n";
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
        }
    }
}

} // namespace

int main(int argc, char** argv)
{
    return example::server_main(argc, argv, run);
}
