// The responses of the example HTTPS servers.

#ifndef TLS_EXAMPLES_COMMON_HTTP_ANSWER_HPP
#define TLS_EXAMPLES_COMMON_HTTP_ANSWER_HPP

#include <tls/engine.hpp>

#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>

#include <string>

namespace example {

using http_request = boost::beast::http::request<boost::beast::http::string_body>;
using http_response = boost::beast::http::response<boost::beast::http::string_body>;

/// `over` describes the transport of the request, such as "plain TCP".
inline http_response answer(const http_request& request, const std::string& over)
{
    namespace http = boost::beast::http;
    http_response response(http::status::ok, request.version());
    response.set(http::field::content_type, "text/plain");
    response.keep_alive(request.keep_alive());
    response.body() = "You asked for " + std::string(request.target()) + " over " + over + ".\n" + request.body();
    response.prepare_payload();
    return response;
}

inline http_response answer(const http_request& request, const tls::connection_info& info)
{
    return answer(request, std::string(to_string(info.version)) + " with " + std::string(info.cipher_suite->name));
}

} // namespace example

#endif
