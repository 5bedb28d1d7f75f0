// Host names and IP literals, and how they match certificates (RFC 6125, RFC 9525).

#ifndef TLS_SRC_X509_CERTIFICATE_HOST_NAME_HPP
#define TLS_SRC_X509_CERTIFICATE_HOST_NAME_HPP

#include <tls/bytes.hpp>

#include <optional>
#include <string_view>

namespace tls::x509 {

/// Parses an IPv4 or IPv6 literal to its 4 or 16 bytes; IPv6 may stand in brackets. Returns an empty optional if the
/// text is not a literal or names a zone.
std::optional<bytes> parse_ip_literal(std::string_view text);

/// Returns whether `text` is a host name: labels of letters, digits, hyphens and underscores, and not an IPv4 literal.
bool is_dns_name(std::string_view text) noexcept;

/// Compares without regard to the case of ASCII letters.
bool equal_ignoring_case(std::string_view a, std::string_view b) noexcept;

/// Returns whether the dNSName `presented`, which may be a wildcard, matches the DNS name `reference`.
bool matches_dns_name(std::string_view presented, std::string_view reference) noexcept;

} // namespace tls::x509

#endif
