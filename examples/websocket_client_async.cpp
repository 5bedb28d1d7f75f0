// Sends a text over a WebSocket over TLS, prints the reply and closes: with callbacks and time limits.
//
//     websocket_client_async HOST PORT TEXT [CA_FILE]

#include "common/program.hpp"

#include <tls/beast.hpp> // closing a websocket also closes the TLS stream

#include <boost/beast/core.hpp>
#include <boost/beast/websocket.hpp>

#include <iostream>
#include <memory>

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace websocket = beast::websocket;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

/// An exception thrown in a callback leaves io_context::run. main catches it.
void throw_if(error_code error, const char* what)
{
    if (error)
        throw boost::system::system_error(error, what);
}

/// One connection. Its pending operations keep it alive.
class session : public std::enable_shared_from_this<session> {
public:
    explicit session(example::client& client)
        : client_(client), resolver_(client.io), stream_(client.io, client.context)
    {
        stream_.next_layer().set_host_name(client.host); // sets SNI, and requires a certificate for this name
    }

    void start()
    {
        resolver_.async_resolve(client_.host, client_.port, [self = shared_from_this()](error_code error, auto found) {
            throw_if(error, "resolve");
            self->connect(found);
        });
    }

private:
    void connect(const tcp::resolver::results_type& endpoints)
    {
        auto& transport = beast::get_lowest_layer(stream_);
        transport.expires_after(std::chrono::seconds(30)); // for connecting and the TLS handshake
        transport.async_connect(endpoints, [self = shared_from_this()](error_code error, const auto&) {
            throw_if(error, "connect");
            self->tls_handshake();
        });
    }

    void tls_handshake()
    {
        stream_.next_layer().async_handshake(tls::stream_base::client, [self = shared_from_this()](error_code error) {
            throw_if(error, "TLS handshake");
            self->upgrade();
        });
    }

    void upgrade()
    {
        beast::get_lowest_layer(stream_).expires_never(); // the websocket has its own timeouts
        stream_.set_option(websocket::stream_base::timeout::suggested(beast::role_type::client));
        stream_.async_handshake(client_.host + ":" + client_.port, "/", [self = shared_from_this()](error_code error) {
            throw_if(error, "websocket handshake");
            self->send();
        });
    }

    void send()
    {
        stream_.async_write(asio::buffer(client_.argument), [self = shared_from_this()](error_code error, std::size_t) {
            throw_if(error, "write");
            self->receive();
        });
    }

    void receive()
    {
        stream_.async_read(buffer_, [self = shared_from_this()](error_code error, std::size_t) {
            throw_if(error, "read");
            self->close();
        });
    }

    void close()
    {
        stream_.async_close(websocket::close_code::normal, [self = shared_from_this()](error_code error) {
            throw_if(error, "close");
            std::cout << beast::make_printable(self->buffer_.data()) << "\n";
        });
    }

    example::client& client_;
    tcp::resolver resolver_;
    websocket::stream<tls::stream<beast::tcp_stream>> stream_;
    beast::flat_buffer buffer_;
};

void run(example::client& client)
{
    std::make_shared<session>(client)->start();
    client.io.run();
}

} // namespace

int main(int argc, char** argv)
{
    return example::client_main(argc, argv, run);
}
