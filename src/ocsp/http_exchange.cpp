#include "ocsp/http_exchange.hpp"

#include "ocsp/address.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/vector_body.hpp>
#include <boost/beast/http/write.hpp>

#include <algorithm>
#include <vector>

namespace tls::ocsp {

namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;
using boost::system::error_code;

using body_type = http::vector_body<std::uint8_t>;
constexpr std::uint32_t max_header_size = 16 * 1024;

class exchange : public http_exchange, public std::enable_shared_from_this<exchange> {
public:
    exchange(const asio::any_io_executor& executor, const http_url& url, const http_exchange_options& options,
             http_exchange_handler handler)
        : url_(url),
          options_(options),
          handler_(std::move(handler)),
          timer_(executor),
          resolver_(executor),
          stream_(executor)
    {
    }

    void start(const ocsp_http_request& request)
    {
        prepare(request);
        timer_.expires_after(options_.timeout);
        timer_.async_wait([self = shared_from_this()](error_code error) {
            if (!error)
                self->fail("did not answer in time");
        });
        error_code not_a_literal;
        auto literal = asio::ip::make_address(url_.host, not_a_literal);
        if (!not_a_literal)
            return asio::post(timer_.get_executor(), [self = shared_from_this(), literal] {
                self->connect({tcp::endpoint(literal, self->url_.port)});
            });
        resolver_.async_resolve(
            url_.host, std::to_string(url_.port), tcp::resolver::numeric_service,
            [self = shared_from_this()](error_code error, const tcp::resolver::results_type& found) {
                if (error)
                    return self->fail("could not be resolved: " + error.message());
                self->connect({found.begin(), found.end()});
            });
    }

    void cancel() override
    {
        handler_ = nullptr;
        close();
    }

private:
    void prepare(const ocsp_http_request& request)
    {
        constexpr unsigned http_1_1 = 11;
        request_.version(http_1_1);
        request_.method(request.body.empty() ? http::verb::get : http::verb::post);
        request_.target(request.target);
        request_.set(http::field::host, url_.host_field());
        request_.set(http::field::accept, "application/ocsp-response");
        request_.set(http::field::connection, "close");
        if (!request.body.empty()) {
            request_.set(http::field::content_type, "application/ocsp-request");
            request_.body() = request.body;
        }
        request_.prepare_payload();
        parser_.body_limit(options_.max_response_size);
        parser_.header_limit(max_header_size);
    }

    // Checks the resolved addresses and connects to the same ones, so a name cannot change its address in between (DNS
    // rebinding).
    void connect(std::vector<tcp::endpoint> endpoints)
    {
        if (!handler_)
            return;
        if (!options_.allow_private_addresses)
            std::erase_if(endpoints, [](const tcp::endpoint& e) { return !is_public(e.address()); });
        if (endpoints.empty())
            return fail("has no public address, and allow_private_addresses is off");
        endpoints_ = std::move(endpoints);
        stream_.async_connect(endpoints_, [self = shared_from_this()](error_code error, const tcp::endpoint&) {
            if (error)
                return self->fail("could not be reached: " + error.message());
            self->send();
        });
    }

    void send()
    {
        if (!handler_)
            return;
        http::async_write(stream_, request_, [self = shared_from_this()](error_code error, std::size_t) {
            if (error)
                return self->fail("did not accept the request: " + error.message());
            self->receive();
        });
    }

    void receive()
    {
        if (!handler_)
            return;
        http::async_read(stream_, buffer_, parser_, [self = shared_from_this()](error_code error, std::size_t) {
            if (error)
                return self->fail("did not send a valid response: " + error.message());
            self->handle_response();
        });
    }

    void handle_response()
    {
        auto response = parser_.release();
        // Redirections are not followed, either: only the certificate decides which responder is asked.
        if (response.result() != http::status::ok)
            return fail("answered with HTTP status " + std::to_string(response.result_int()));
        finish({}, std::move(response.body()));
    }

    void fail(const std::string& reason) { finish(url_.to_string() + ' ' + reason, {}); }

    void finish(const std::string& failure, bytes body)
    {
        if (auto handler = std::exchange(handler_, nullptr)) {
            close();
            handler(failure, std::move(body));
        }
    }

    // All pending operations end with an error, which is ignored because handler_ is already null.
    void close()
    {
        timer_.cancel();
        resolver_.cancel();
        stream_.close();
    }

    http_url url_;
    http_exchange_options options_;
    http_exchange_handler handler_;
    asio::steady_timer timer_;
    tcp::resolver resolver_;
    boost::beast::tcp_stream stream_;
    std::vector<tcp::endpoint> endpoints_;
    boost::beast::flat_buffer buffer_;
    http::request<body_type> request_;
    http::response_parser<body_type> parser_;
};

} // namespace

std::shared_ptr<http_exchange> start_http_exchange(asio::any_io_executor executor, const http_url& url,
                                                   const ocsp_http_request& request,
                                                   const http_exchange_options& options, http_exchange_handler handler)
{
    auto started = std::make_shared<exchange>(executor, url, options, std::move(handler));
    started->start(request);
    return started;
}

} // namespace tls::ocsp
