// Echoes WebSocket messages over TLS, with callbacks: many connections in one thread.
//
//     websocket_server_async PORT CERTIFICATE_FILE KEY_FILE

#include "common/program.hpp"

#include <tls/beast.hpp> // closing a websocket also closes the TLS stream

#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/websocket.hpp>

#include <chrono>
#include <iostream>
#include <memory>

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace websocket = beast::websocket;
using boost::asio::ip::tcp;
using boost::system::error_code;

namespace {

/// One connection. Its pending operations keep it alive.
class session : public std::enable_shared_from_this<session> {
public:
    session(tcp::socket socket, tls::context& context) : stream_(std::move(socket), context) {}

    void start()
    {
        beast::get_lowest_layer(stream_).expires_after(std::chrono::seconds(30));
        stream_.next_layer().async_handshake(tls::stream_base::server, [self = shared_from_this()](error_code error) {
            if (error)
                return self->report(error);
            self->accept();
        });
    }

private:
    void accept()
    {
        beast::get_lowest_layer(stream_).expires_never(); // the websocket has its own timeouts
        stream_.set_option(websocket::stream_base::timeout::suggested(beast::role_type::server));
        stream_.async_accept([self = shared_from_this()](error_code error) {
            if (error)
                return self->report(error);
            self->read();
        });
    }

    void read()
    {
        stream_.async_read(buffer_, [self = shared_from_this()](error_code error, std::size_t) {
            if (error)
                return self->report(error);
            self->write();
        });
    }

    void write()
    {
        stream_.text(stream_.got_text());
        stream_.async_write(buffer_.data(), [self = shared_from_this()](error_code error, std::size_t size) {
            if (error)
                return self->report(error);
            self->buffer_.consume(size);
            self->read();
        });
    }

    void report(error_code error) const
    {
        if (error != websocket::error::closed)
            example::report(error, stream_.next_layer().error_detail());
    }

    websocket::stream<tls::stream<beast::tcp_stream>> stream_;
    beast::flat_buffer buffer_;
};

void accept(example::server& server, asio::steady_timer& pause)
{
    server.acceptor.async_accept([&](error_code error, tcp::socket socket) {
        if (!error) {
            std::make_shared<session>(std::move(socket), server.context)->start();
            return accept(server, pause);
        }
        // No descriptors are left, for example. Wait for connections to end: accept would fail again at once.
        std::cerr << "cannot accept a connection: " + error.message() + "\n";
        pause.expires_after(std::chrono::milliseconds(50));
        pause.async_wait([&](error_code) { accept(server, pause); });
    });
}

void run(example::server& server)
{
    asio::steady_timer pause(server.io);
    accept(server, pause);
    server.io.run();
}

} // namespace

int main(int argc, char** argv)
{
    return example::server_main(argc, argv, run);
}
