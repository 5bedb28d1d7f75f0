// An HTTPS server with callbacks: many connections in one thread.
//
//     https_server_async PORT CERTIFICATE_FILE KEY_FILE

#include "common/http_answer.hpp"
#include "common/program.hpp"

#include <tls/stream.hpp>

#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>

#include <chrono>
#include <iostream>
#include <memory>

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using boost::asio::ip::tcp;
using boost::system::error_code;

namespace {

/// One connection. Its pending operations keep it alive.
class session : public std::enable_shared_from_this<session> {
public:
    session(tcp::socket socket, tls::context& context) : stream_(std::move(socket), context) {}

    void start()
    {
        limit_time();
        stream_.async_handshake(tls::stream_base::server, [self = shared_from_this()](error_code error) {
            if (error)
                return self->report(error);
            self->read();
        });
    }

private:
    void read()
    {
        limit_time();
        request_ = {};
        http::async_read(stream_, buffer_, request_, [self = shared_from_this()](error_code error, std::size_t) {
            if (error == http::error::end_of_stream)
                return self->close();
            if (error)
                return self->report(error);
            self->write();
        });
    }

    void write()
    {
        response_ = example::answer(request_, stream_.info());
        http::async_write(stream_, response_, [self = shared_from_this()](error_code error, std::size_t) {
            if (error)
                return self->report(error);
            if (self->response_.keep_alive())
                return self->read();
            self->close();
        });
    }

    void close()
    {
        limit_time();
        stream_.async_shutdown([self = shared_from_this()](error_code error) {
            if (error)
                self->report(error);
        });
    }

    /// Restarts the time limit.
    void limit_time() { beast::get_lowest_layer(stream_).expires_after(std::chrono::seconds(30)); }

    void report(error_code error) const { example::report(error, stream_.error_detail()); }

    tls::stream<beast::tcp_stream> stream_;
    beast::flat_buffer buffer_;
    example::http_request request_;
    example::http_response response_;
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
