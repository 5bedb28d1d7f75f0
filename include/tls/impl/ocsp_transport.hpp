// An ocsp_client's use of Asio and Beast, which is compiled in the program: the compiled library is independent of
// Asio's version and configuration.

#ifndef TLS_IMPL_OCSP_TRANSPORT_HPP
#define TLS_IMPL_OCSP_TRANSPORT_HPP

#include <tls/bytes.hpp>

#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/strand.hpp>
#include <boost/beast/core/basic_stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/vector_body.hpp>
#include <boost/beast/http/write.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#pragma GCC visibility push(default)

namespace tls::detail {

/// An OCSP request over HTTP, and the limits of the exchange.
struct ocsp_http_query {
    std::string url;  ///< for error messages
    std::string host; ///< DNS name or IP literal (IPv6 without brackets)
    std::uint16_t port = 0;
    std::string host_field; ///< value of the Host field
    std::string target;
    bytes body; ///< empty for a GET request, else the body of a POST request
    std::chrono::milliseconds timeout{};
    std::size_t max_response_size = 0;
    bool allow_private_addresses = false;
};

/// `failure` is empty if a complete response with status 200 was received; `body` is then its body. Otherwise `failure`
/// is the reason, as text for people.
using ocsp_http_handler = std::function<void(std::string failure, bytes body)>;

/// An exchange under way.
class ocsp_http_exchange {
public:
    virtual ~ocsp_http_exchange() = default;
    /// Ends the exchange without calling the handler.
    virtual void cancel() = 0;
};

/// The executor of an ocsp_client, and its connections.
class ocsp_transport {
public:
    virtual ~ocsp_transport() = default;
    /// Runs a function on the client's strand, after this function has returned.
    virtual void post_to_strand(std::function<void()>) = 0;
    /// Runs a function on the executor, after this function has returned.
    virtual void post(std::function<void()>) = 0;
    /// Connects, sends the request, and receives the response. Called on the strand. Calls the handler once, on the
    /// strand, after this function has returned. The exchange keeps itself alive until then.
    virtual std::shared_ptr<ocsp_http_exchange> start(ocsp_http_query, ocsp_http_handler) = 0;
};

/// Returns whether an address of 4 or 16 bytes is globally reachable according to IANA's registries (RFC 6890). False
/// for loopback, link-local, private, shared, multicast and reserved addresses, and for IPv6 addresses that embed such
/// an IPv4 address or may embed one.
bool is_public_address(byte_view) noexcept;

/// One HTTP request and its response. May be used only on its executor, which must be a strand or have one thread.
template <class Executor>
class asio_ocsp_exchange final : public ocsp_http_exchange,
                                 public std::enable_shared_from_this<asio_ocsp_exchange<Executor>> {
    using tcp = boost::asio::ip::tcp;
    using error_code = boost::system::error_code;
    using body_type = boost::beast::http::vector_body<std::uint8_t>;
    using resolver = boost::asio::ip::basic_resolver<tcp, Executor>;
    static constexpr std::uint32_t max_header_size = 16 * 1024;

public:
    asio_ocsp_exchange(const Executor& executor, ocsp_http_query query, ocsp_http_handler handler)
        : query_(std::move(query)),
          handler_(std::move(handler)),
          timer_(executor),
          resolver_(executor),
          stream_(executor)
    {
    }

    void start()
    {
        prepare();
        timer_.expires_after(query_.timeout);
        timer_.async_wait([self = this->shared_from_this()](error_code error) {
            if (!error)
                self->fail("did not answer in time");
        });
        error_code not_a_literal;
        auto literal = boost::asio::ip::make_address(query_.host, not_a_literal);
        if (!not_a_literal)
            return boost::asio::post(timer_.get_executor(), [self = this->shared_from_this(), literal] {
                self->connect({tcp::endpoint(literal, self->query_.port)});
            });
        resolver_.async_resolve(
            query_.host, std::to_string(query_.port), resolver::numeric_service,
            [self = this->shared_from_this()](error_code error, const typename resolver::results_type& found) {
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
    void prepare()
    {
        constexpr unsigned http_1_1 = 11;
        request_.version(http_1_1);
        request_.method(query_.body.empty() ? boost::beast::http::verb::get : boost::beast::http::verb::post);
        request_.target(query_.target);
        request_.set(boost::beast::http::field::host, query_.host_field);
        request_.set(boost::beast::http::field::accept, "application/ocsp-response");
        request_.set(boost::beast::http::field::connection, "close");
        if (!query_.body.empty()) {
            request_.set(boost::beast::http::field::content_type, "application/ocsp-request");
            request_.body() = std::move(query_.body);
        }
        request_.prepare_payload();
        parser_.body_limit(query_.max_response_size);
        parser_.header_limit(max_header_size);
    }

    // Checks the resolved addresses and connects to the same ones, so a name cannot change its address in between (DNS
    // rebinding).
    void connect(std::vector<tcp::endpoint> endpoints)
    {
        if (!handler_)
            return;
        if (!query_.allow_private_addresses)
            std::erase_if(endpoints, [](const tcp::endpoint& e) { return !is_public(e.address()); });
        if (endpoints.empty())
            return fail("has no public address, and allow_private_addresses is off");
        endpoints_ = std::move(endpoints);
        stream_.async_connect(endpoints_, [self = this->shared_from_this()](error_code error, const tcp::endpoint&) {
            if (error)
                return self->fail("could not be reached: " + error.message());
            self->send();
        });
    }

    void send()
    {
        if (!handler_)
            return;
        boost::beast::http::async_write(stream_, request_,
                                        [self = this->shared_from_this()](error_code error, std::size_t) {
                                            if (error)
                                                return self->fail("did not accept the request: " + error.message());
                                            self->receive();
                                        });
    }

    void receive()
    {
        if (!handler_)
            return;
        boost::beast::http::async_read(stream_, buffer_, parser_,
                                       [self = this->shared_from_this()](error_code error, std::size_t) {
                                           if (error)
                                               return self->fail("did not send a valid response: " + error.message());
                                           self->handle_response();
                                       });
    }

    void handle_response()
    {
        auto response = parser_.release();
        // Redirections are not followed, either: only the certificate decides which responder is asked.
        if (response.result() != boost::beast::http::status::ok)
            return fail("answered with HTTP status " + std::to_string(response.result_int()));
        finish({}, std::move(response.body()));
    }

    static bool is_public(const boost::asio::ip::address& address)
    {
        return address.is_v4() ? is_public_address(address.to_v4().to_bytes())
                               : is_public_address(address.to_v6().to_bytes());
    }

    void fail(const std::string& reason) { finish(query_.url + ' ' + reason, {}); }

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

    ocsp_http_query query_;
    ocsp_http_handler handler_;
    boost::asio::basic_waitable_timer<std::chrono::steady_clock, boost::asio::wait_traits<std::chrono::steady_clock>,
                                      Executor>
        timer_;
    resolver resolver_;
    boost::beast::basic_stream<tcp, Executor> stream_;
    std::vector<tcp::endpoint> endpoints_;
    boost::beast::flat_buffer buffer_;
    boost::beast::http::request<body_type> request_;
    boost::beast::http::response_parser<body_type> parser_;
};

/// A template, so that only programs that use an ocsp_client compile it.
template <class Executor>
class asio_ocsp_transport final : public ocsp_transport {
public:
    explicit asio_ocsp_transport(const Executor& executor) : strand_(executor) {}

    void post_to_strand(std::function<void()> function) override { boost::asio::post(strand_, std::move(function)); }
    void post(std::function<void()> function) override
    {
        boost::asio::post(strand_.get_inner_executor(), std::move(function));
    }
    std::shared_ptr<ocsp_http_exchange> start(ocsp_http_query query, ocsp_http_handler handler) override
    {
        auto started = std::make_shared<asio_ocsp_exchange<Executor>>(strand_, std::move(query), std::move(handler));
        started->start();
        return started;
    }

private:
    using strand = boost::asio::strand<Executor>;
    strand strand_;
};

} // namespace tls::detail

#pragma GCC visibility pop

#endif
