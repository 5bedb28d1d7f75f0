#include "ocsp/ocsp_over_http.hpp"

#include "x509/der/base64.hpp"

namespace tls::ocsp {

namespace {

std::string url_encoded_base64(byte_view data)
{
    std::string base64, out;
    x509::append_base64(base64, data);
    for (char c : base64) {
        if (c == '+')
            out += "%2B";
        else if (c == '/')
            out += "%2F";
        else if (c == '=')
            out += "%3D";
        else
            out += c;
    }
    return out;
}

} // namespace

ocsp_http_request make_http_request(const http_url& url, byte_view request)
{
    // RFC 5019 section 5: requests whose whole URL has at most 255 bytes MUST use GET, so that HTTP caches can answer;
    // larger ones SHOULD use POST. A URL with a query has no room for the request in its path, so it uses POST, too.
    constexpr std::size_t longest_get = 255;
    auto target = url.target + (url.target.ends_with('/') ? "" : "/") + url_encoded_base64(request);
    bool has_query = url.target.find('?') != std::string::npos;
    if (!has_query && url.to_string().size() - url.target.size() + target.size() <= longest_get)
        return {std::move(target), {}};
    return {url.target, to_bytes(request)};
}

} // namespace tls::ocsp
