#include "ocsp/http_url.hpp"

#include "x509/certificate/host_name.hpp"

#include <algorithm>
#include <charconv>

namespace tls::ocsp {

namespace {

constexpr std::string_view scheme = "http://";
constexpr std::size_t max_length = 2048;
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

bool read_port(std::string_view text, std::uint16_t& port)
{
    auto end = text.data() + text.size();
    auto [stop, status] = std::from_chars(text.data(), end, port);
    return status == std::errc() && stop == end && port != 0;
}

// Parses host and port. Returns false if anything else is in `authority`.
bool read_authority(std::string_view authority, http_url& url)
{
    // RFC 3986 section 3.2.2: an IPv6 address stands in brackets, nothing else does.
    const bool in_brackets = authority.starts_with('[');
    const auto host_size = in_brackets ? authority.find(']') + 1 : std::min(authority.find(':'), authority.size());
    auto host = x509::parse_host(authority.substr(0, host_size));
    // Zones have a meaning on the machine only that wrote them.
    if (!host || !host->zone.empty())
        return false;
    url.host = in_brackets ? host->text.substr(1, host_size - 2) : host->text;
    const auto rest = authority.substr(host_size);
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
