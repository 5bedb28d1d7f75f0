#include "https.hpp"

#include "endpoints.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>

#include <csignal>
#include <cstdio>
#include <memory>
#include <string>

namespace bench {

namespace {

namespace http = boost::beast::http;
using asio::ip::tcp;

/// One connection. Its pending operations keep it alive. Errors end it silently.
class session : public std::enable_shared_from_this<session> {
public:
    session(tcp::socket socket, ssl::context& context) : stream_(std::move(socket), context) {}

    void start()
    {
        stream_.async_handshake(ssl::stream_base::server, [self = shared_from_this()](const error_code& error) {
            if (!error)
                self->read();
        });
    }

private:
    void read()
    {
        request_ = {};
        http::async_read(stream_, buffer_, request_, [self = shared_from_this()](const error_code& error, std::size_t) {
            if (!error)
                self->write();
            else if (error == http::error::end_of_stream)
                self->close();
        });
    }

    void write()
    {
        response_ = {http::status::ok, request_.version()};
        response_.keep_alive(request_.keep_alive());
        response_.body().assign(64, 'x');
        response_.prepare_payload();
        http::async_write(stream_, response_, [self = shared_from_this()](const error_code& error, std::size_t) {
            if (error)
                return;
            self->response_.keep_alive() ? self->read() : self->close();
        });
    }

    void close()
    {
        stream_.async_shutdown([self = shared_from_this()](const error_code&) {});
    }

    ssl::stream<tcp::socket> stream_;
    boost::beast::flat_buffer buffer_;
    http::request<http::string_body> request_;
    http::response<http::string_body> response_;
};

void accept(tcp::acceptor& acceptor, ssl::context& context)
{
    acceptor.async_accept([&](const error_code& error, tcp::socket socket) {
        if (!error) {
            error_code ignored;
            socket.set_option(tcp::no_delay(true), ignored);
            std::make_shared<session>(std::move(socket), context)->start();
        }
        accept(acceptor, context);
    });
}

} // namespace

void serve_https()
{
    contexts c({.key = tls::key_type::secp256r1, .resumes = true}); // issues a ticket, as servers do by default
    asio::io_context io(1);
    asio::signal_set signals(io, SIGTERM);
    signals.async_wait([&](const error_code&, int) { io.stop(); });
    tcp::acceptor acceptor(io, {asio::ip::address_v4::loopback(), 0});
    acceptor.listen(4096);
    accept(acceptor, c.server);
    std::printf("listening on %u\n", static_cast<unsigned>(acceptor.local_endpoint().port()));
    std::fflush(stdout);
    io.run();
}

} // namespace bench
