// Host names as they go into server_name (RFC 6066 section 3).

#ifndef TLS_SRC_PROTOCOL_HANDSHAKE_NAMES_HPP
#define TLS_SRC_PROTOCOL_HANDSHAKE_NAMES_HPP

#include <string>
#include <string_view>

namespace tls {

/// Whether the text is an IPv4 or IPv6 literal.
bool is_ip_literal(std::string_view);

/// Whether the name may stand in a server_name, or is an address: letters, digits, hyphens and underscores in
/// labels of 1 to 63, at most 253 characters, perhaps a trailing dot.
bool is_host(std::string_view);

/// What a client sends for the host it wants: without a trailing dot; empty if there is nothing to send,
/// because "Literal IPv4 and IPv6 addresses are not permitted".
std::string name_to_send(std::string_view host);

} // namespace tls

#endif
