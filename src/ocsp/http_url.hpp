// The URLs at which OCSP responders are (RFC 3986, as far as they need it).

#ifndef TLS_SRC_OCSP_HTTP_URL_HPP
#define TLS_SRC_OCSP_HTTP_URL_HPP

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tls::ocsp {

/// An http URL.
struct http_url {
    std::string host; ///< DNS name or IP literal, an IPv6 address without brackets
    std::uint16_t port = 80;
    std::string target = "/"; ///< path and query

    /// The Host field (RFC 7230 section 5.4).
    std::string host_field() const;
    /// For messages.
    std::string to_string() const { return "http://" + host_field() + target; }
};

/// Empty if it is no http URL, or one with user information, control characters or more than 2,048 characters.
std::optional<http_url> parse_http_url(std::string_view text);

} // namespace tls::ocsp

#endif
