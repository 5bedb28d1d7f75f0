// Echoes received data: asynchronous, with callbacks, as in Asio's own tutorial.
//
//     echo_server PORT CERTIFICATE_FILE KEY_FILE
//
// Port 0 picks a free one.

#include <tls/context.hpp>
#include <tls/stream.hpp>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>

#include <array>
#include <chrono>
#include <iostream>
#include <memory>
#include <string>

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

/// One connection. Its pending operations keep it alive.
class session : public std::enable_shared_from_this<session> {
public:
    session(tcp::socket socket, tls::context& context) : stream_(std::move(socket), context) {}

    void start()
    {
        stream_.async_handshake(tls::stream_base::server, [self = shared_from_this()](error_code error) {
            if (error)
                self->report(error);
            else
                self->read();
        });
    }

private:
    void read()
    {
        stream_.async_read_some(asio::buffer(data_), [self = shared_from_this()](error_code error, std::size_t size) {
            if (error == asio::error::eof)
                self->shut_down();
            else if (error)
                self->report(error);
            else
                self->write(size);
        });
    }

    void write(std::size_t size)
    {
        asio::async_write(stream_, asio::buffer(data_, size),
                          [self = shared_from_this()](error_code error, std::size_t) {
                              if (error)
                                  self->report(error);
                              else
                                  self->read();
                          });
    }

    void shut_down()
    {
        stream_.async_shutdown([self = shared_from_this()](error_code error) {
            if (error)
                self->report(error);
        });
    }

    void report(error_code error) const { std::cerr << error.message() << ": " << stream_.error_detail() << "\n"; }

    tls::stream<tcp::socket> stream_;
    std::array<char, 16384> data_{};
};

void accept(tcp::acceptor& acceptor, tls::context& context, asio::steady_timer& pause)
{
    acceptor.async_accept([&](error_code error, tcp::socket socket) {
        if (!error) {
            std::make_shared<session>(std::move(socket), context)->start();
            return accept(acceptor, context, pause);
        }
        // No descriptors are left, for example. Wait for connections to end: accept would fail again at once.
        std::cerr << "cannot accept a connection: " << error.message() << "\n";
        pause.expires_after(std::chrono::milliseconds(50));
        pause.async_wait([&](error_code) { accept(acceptor, context, pause); });
    });
}

} // namespace

int main(int argc, char** argv)
{
    if (argc != 4) {
        std::cerr << "usage: echo_server PORT CERTIFICATE_FILE KEY_FILE\n";
        return 2;
    }
    try {
        tls::context context(tls::context::tls_server);
        context.use_certificate_chain_file(argv[2]);
        context.use_private_key_file(argv[3], tls::context::pem);

        asio::io_context io;
        const auto port = static_cast<unsigned short>(std::stoi(argv[1]));
        tcp::acceptor acceptor(io, {asio::ip::address_v4::loopback(), port});
        std::cout << "listening on " << acceptor.local_endpoint() << std::endl;
        asio::steady_timer pause(io);
        accept(acceptor, context, pause);
        io.run();
        return 0;
    } catch (const std::exception& e) {
        std::cerr << "echo_server: " << e.what() << "\n";
        return 1;
    }
}
