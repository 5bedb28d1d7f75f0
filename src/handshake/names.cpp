#include "handshake/names.hpp"

#include <arpa/inet.h>

namespace tls {

bool is_ip_literal(std::string_view text)
{
    std::string copy(text);
    in6_addr address;
    return inet_pton(AF_INET, copy.c_str(), &address) == 1 || inet_pton(AF_INET6, copy.c_str(), &address) == 1;
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
