// An OCSP responder on the loopback interface that misbehaves on request.

#ifndef TLS_TEST_OCSP_RESPONDER_HPP
#define TLS_TEST_OCSP_RESPONDER_HPP

#include <tls/bytes.hpp>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace boost::asio {
class io_context;
} // namespace boost::asio

namespace tls::test {

struct ocsp_http_request {
    std::string method, target, content_type;
    bytes body;
};

struct ocsp_http_response {
    unsigned status = 200;
    bytes body{};
    std::string location{}; ///< the Location field; empty: none
    bool silent = false;    ///< sends nothing and keeps the connection open
    bool closes = false;    ///< sends nothing and closes the connection
};

/// Listens as long as it lives. All work is done on the thread of the io_context.
class ocsp_responder {
public:
    explicit ocsp_responder(boost::asio::io_context&);
    ~ocsp_responder();
    ocsp_responder(const ocsp_responder&) = delete;
    ocsp_responder& operator=(const ocsp_responder&) = delete;

    /// "http://127.0.0.1:12345"
    std::string url() const;
    /// Stops listening and closes all connections.
    void close();

    std::function<ocsp_http_response(const ocsp_http_request&)> answer;
    std::vector<ocsp_http_request> requests; ///< the requests received

private:
    struct listener;
    std::shared_ptr<listener> listener_;
};

} // namespace tls::test

#endif
