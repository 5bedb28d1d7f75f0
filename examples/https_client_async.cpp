// Gets a page over HTTPS, with callbacks and a time limit.
//
//     https_client_async HOST PORT PATH [CA_FILE]

#include "common/program.hpp"

#include <tls/stream.hpp>

#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>

#include <iostream>
#include <memory>
#include <string>

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

/// An exception thrown in a callback leaves io_context::run. main catches it.
void throw_if(error_code error, const char* what)
{
    if (error)
        throw boost::system::system_error(error, what);
}

/// One request. Its pending operations keep it alive.
class download : public std::enable_shared_from_this<download> {
public:
    explicit download(example::client& client) : resolver_(client.io), stream_(client.io, client.context)
    {
        stream_.set_host_name(client.host); // sets SNI, and requires a certificate for this name
        request_.version(11);
        request_.method(http::verb::get);
        request_.target(client.argument);
        request_.set(http::field::host, client.host);
        request_.keep_alive(false);
    }

    void start(const std::string& host, const std::string& port)
    {
        resolver_.async_resolve(host, port, [self = shared_from_this()](error_code error, const auto& endpoints) {
            throw_if(error, "resolve");
            self->connect(endpoints);
        });
    }

private:
    void connect(const tcp::resolver::results_type& endpoints)
    {
        auto& transport = beast::get_lowest_layer(stream_);
        transport.expires_after(std::chrono::seconds(30)); // for everything below
        transport.async_connect(endpoints, [self = shared_from_this()](error_code error, const auto&) {
            throw_if(error, "connect");
            self->handshake();
        });
    }

    void handshake()
    {
        stream_.async_handshake(tls::stream_base::client, [self = shared_from_this()](error_code error) {
            throw_if(error, "handshake");
            self->send();
        });
    }

    void send()
    {
        http::async_write(stream_, request_, [self = shared_from_this()](error_code error, std::size_t) {
            throw_if(error, "write");
            self->receive();
        });
    }

    void receive()
    {
        http::async_read(stream_, buffer_, response_, [self = shared_from_this()](error_code error, std::size_t) {
            throw_if(error, "read");
            std::cout << self->response_.body();
            self->close();
        });
    }

    void close()
    {
        // The response is complete, so a missing close_notify does no harm.
        stream_.async_shutdown([self = shared_from_this()](error_code) {});
    }

    tcp::resolver resolver_;
    tls::stream<beast::tcp_stream> stream_;
    beast::flat_buffer buffer_;
    http::request<http::empty_body> request_;
    http::response<http::string_body> response_;
};

void run(example::client& client)
{
    std::make_shared<download>(client)->start(client.host, client.port);
    client.io.run();
}

} // namespace

int main(int argc, char** argv)
{
    return example::client_main(argc, argv, run);
}
