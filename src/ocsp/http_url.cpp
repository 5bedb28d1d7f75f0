#include "ocsp/http_url.hpp"

#include <algorithm>
#include <charconv>

namespace tls::ocsp {

namespace {

constexpr std::string_view scheme = "http://";
constexpr std::size_t max_length = 2048;
constexpr std::size_t max_host_length = 253;

bool is_letter_or_digit(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

bool is_visible(char c)
{
    return c > 0x20 && c < 0x7f;
}

bool has_http_scheme(std::string_view text)
{
    return text.size() > scheme.size() &&
           std::equal(scheme.begin(), scheme.end(), text.begin(), [](char expected, char c) {
               return expected == (c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c);
           });
}

bool is_host(std::string_view host, bool in_brackets)
{
    auto allowed = [in_brackets](char c) {
        return is_letter_or_digit(c) || c == '.' || (in_brackets ? c == ':' : c == '-' || c == '_');
    };
    return !host.empty() && host.size() <= max_host_length && std::ranges::all_of(host, allowed);
}

bool read_port(std::string_view text, std::uint16_t& port)
{
    auto end = text.data() + text.size();
    auto [stop, status] = std::from_chars(text.data(), end, port);
    return status == std::errc() && stop == end && port != 0;
}

// Parses host and port. Returns false if anything else is in `authority`.
bool read_authority(std::string_view authority, http_url& url)
{
    bool in_brackets = authority.starts_with('[');
    auto host_end = in_brackets ? authority.find(']') : authority.find(':');
    if (in_brackets && host_end == std::string_view::npos)
        return false;
    auto host = in_brackets ? authority.substr(1, host_end - 1) : authority.substr(0, host_end);
    if (!is_host(host, in_brackets))
        return false;
    url.host = host;
    auto rest = authority.substr(std::min(authority.size(), in_brackets ? host_end + 1 : host.size()));
    return rest.empty() || (rest.front() == ':' && read_port(rest.substr(1), url.port));
}

} // namespace

std::string http_url::host_field() const
{
    auto text = host.find(':') == std::string::npos ? host : '[' + host + ']';
    return port == 80 ? text : text + ':' + std::to_string(port);
}

std::optional<http_url> parse_http_url(std::string_view text)
{
    if (text.size() > max_length || !has_http_scheme(text) || !std::ranges::all_of(text, is_visible))
        return std::nullopt;
    auto rest = text.substr(scheme.size());
    // RFC 3986 section 3.5: a fragment is for the client only and is not sent.
    rest = rest.substr(0, rest.find('#'));
    auto target = rest.find_first_of("/?");
    http_url url;
    if (!read_authority(rest.substr(0, target), url))
        return std::nullopt;
    if (target != std::string_view::npos)
        url.target = std::string(rest[target] == '?' ? "/" : "").append(rest.substr(target));
    return url;
}

} // namespace tls::ocsp
