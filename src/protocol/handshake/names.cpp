#include "protocol/handshake/names.hpp"

#include <arpa/inet.h>

namespace tls {

namespace {

bool is_host_character(char c) noexcept
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

} // namespace

bool is_ip_literal(std::string_view text)
{
    // A DNS name has no colon. This also classifies addresses with brackets or zones (RFC 4007).
    if (text.find(':') != std::string_view::npos)
        return true;
    std::string copy(text);
    in_addr address;
    return inet_pton(AF_INET, copy.c_str(), &address) == 1;
}

bool is_host(std::string_view name)
{
    if (is_ip_literal(name))
        return true;
    if (name.ends_with('.'))
        name.remove_suffix(1);
    if (name.empty() || name.size() > 253)
        return false;
    std::size_t label = 0;
    for (char c : name) {
        if (c != '.' && !is_host_character(c))
            return false;
        if ((c == '.' && label == 0) || label > 63)
            return false;
        label = c == '.' ? 0 : label + 1;
    }
    return label != 0 && label <= 63;
}

std::string name_to_send(std::string_view host)
{
    if (host.ends_with('.'))
        host.remove_suffix(1);
    if (is_ip_literal(host))
        return {};
    return std::string(host);
}

} // namespace tls
