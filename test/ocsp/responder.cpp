#include "ocsp/responder.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/vector_body.hpp>
#include <boost/beast/http/write.hpp>

#include <list>

namespace tls::test {

namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;
using boost::system::error_code;
using body_type = http::vector_body<std::uint8_t>;

} // namespace

struct ocsp_responder::listener : std::enable_shared_from_this<listener> {
    struct connection {
        explicit connection(tcp::socket s) : socket(std::move(s)) {}

        tcp::socket socket;
        boost::beast::flat_buffer buffer;
        http::request<body_type> request;
        http::response<body_type> response;
    };

    listener(asio::io_context& io, ocsp_responder& of)
        : acceptor(io, tcp::endpoint(asio::ip::address_v4::loopback(), 0)), owner(&of)
    {
    }

    void accept()
    {
        acceptor.async_accept([self = shared_from_this()](error_code error, tcp::socket socket) {
            if (error || self->owner == nullptr)
                return;
            self->connections.push_back(std::make_shared<connection>(std::move(socket)));
            self->serve(self->connections.back());
            self->accept();
        });
    }

    void serve(const std::shared_ptr<connection>& c)
    {
        http::async_read(c->socket, c->buffer, c->request,
                         [self = shared_from_this(), c](error_code error, std::size_t) {
                             if (!error && self->owner != nullptr)
                                 self->respond(c);
                         });
    }

    void respond(const std::shared_ptr<connection>& c)
    {
        const auto& request = c->request;
        owner->requests.push_back({std::string(request.method_string()), std::string(request.target()),
                                   std::string(request[http::field::content_type]), request.body()});
        auto given = owner->answer(owner->requests.back());
        if (given.silent)
            return;
        if (given.closes)
            return c->socket.close();
        c->response.result(given.status);
        c->response.body() = std::move(given.body);
        if (!given.location.empty())
            c->response.set(http::field::location, given.location);
        c->response.prepare_payload();
        http::async_write(c->socket, c->response, [c](error_code, std::size_t) { c->socket.close(); });
    }

    tcp::acceptor acceptor;
    ocsp_responder* owner; ///< null after the responder is closed
    std::list<std::shared_ptr<connection>> connections;
};

ocsp_responder::ocsp_responder(asio::io_context& io) : listener_(std::make_shared<listener>(io, *this))
{
    listener_->accept();
}

ocsp_responder::~ocsp_responder()
{
    close();
}

std::string ocsp_responder::url() const
{
    return "http://127.0.0.1:" + std::to_string(listener_->acceptor.local_endpoint().port());
}

void ocsp_responder::close()
{
    listener_->owner = nullptr;
    listener_->acceptor.close();
    for (const auto& c : listener_->connections)
        c->socket.close();
}

} // namespace tls::test
