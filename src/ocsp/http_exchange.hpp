// One HTTP request and its response.

#ifndef TLS_SRC_OCSP_HTTP_EXCHANGE_HPP
#define TLS_SRC_OCSP_HTTP_EXCHANGE_HPP

#include "ocsp/http_url.hpp"
#include "ocsp/ocsp_over_http.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <chrono>
#include <functional>
#include <memory>

namespace tls::ocsp {

struct http_exchange_options {
    std::chrono::milliseconds timeout{};
    std::size_t max_response_size = 0;
    bool allow_private_addresses = false;
};

/// An exchange under way. May be used only on its executor, which must be a strand or have one thread.
class http_exchange {
public:
    virtual ~http_exchange() = default;
    /// Ends the exchange without calling the handler.
    virtual void cancel() = 0;
};

/// `failure` is empty if a complete response with status 200 was received; `body` is then its body. Otherwise `failure`
/// is the reason, as text for people.
using http_exchange_handler = std::function<void(std::string failure, bytes body)>;

/// Connects, sends an OCSP request, and receives the response. Calls the handler once, on the executor, after this
/// function has returned. The exchange keeps itself alive until then.
std::shared_ptr<http_exchange> start_http_exchange(boost::asio::any_io_executor, const http_url&,
                                                   const ocsp_http_request&, const http_exchange_options&,
                                                   http_exchange_handler);

} // namespace tls::ocsp

#endif
