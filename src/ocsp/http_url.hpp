// The http URLs of OCSP responders: the necessary part of RFC 3986.

#ifndef TLS_SRC_OCSP_HTTP_URL_HPP
#define TLS_SRC_OCSP_HTTP_URL_HPP

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tls::ocsp {

/// An http URL.
struct http_url {
    std::string host; ///< DNS name or IP literal (IPv6 without brackets)
    std::uint16_t port = 80;
    std::string target = "/"; ///< path and query

    /// Returns the value of the Host field (RFC 7230 section 5.4).
    std::string host_field() const;
    /// Returns the URL for error messages.
    std::string to_string() const { return "http://" + host_field() + target; }
};

/// Parses an http URL. Empty if `text` is not one, or if it has user information, control characters or more than 2,048
/// characters.
std::optional<http_url> parse_http_url(std::string_view text);

} // namespace tls::ocsp

#endif
