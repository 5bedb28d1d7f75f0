// Host names for the server_name extension (RFC 6066 section 3).

#ifndef TLS_SRC_PROTOCOL_HANDSHAKE_NAMES_HPP
#define TLS_SRC_PROTOCOL_HANDSHAKE_NAMES_HPP

#include <string>
#include <string_view>

namespace tls {

/// Returns whether the text is an IPv4 or IPv6 literal.
bool is_ip_literal(std::string_view);

/// Returns whether the name is an IP address or valid for server_name: letters, digits, hyphens and underscores in
/// labels of 1 to 63 characters, at most 253 characters in total, with an optional trailing dot.
bool is_host(std::string_view);

/// Returns the name that a client sends for its host, without a trailing dot. Empty for IP addresses: "Literal IPv4 and
/// IPv6 addresses are not permitted".
std::string name_to_send(std::string_view host);

} // namespace tls

#endif
