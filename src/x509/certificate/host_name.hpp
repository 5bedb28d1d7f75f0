// Host names and IP literals, and what identifies them in a certificate (RFC 6125, RFC 9525).

#ifndef TLS_SRC_X509_CERTIFICATE_HOST_NAME_HPP
#define TLS_SRC_X509_CERTIFICATE_HOST_NAME_HPP

#include <tls/bytes.hpp>

#include <optional>
#include <string_view>

namespace tls::x509 {

/// The 4 or 16 bytes of an IPv4 or IPv6 literal; IPv6 may stand in brackets. Empty if it is none, or
/// names a zone.
std::optional<bytes> parse_ip_literal(std::string_view text);

/// Whether `text` is a host name: labels of letters, digits, hyphens and underscores, and no IPv4 literal.
bool is_dns_name(std::string_view text) noexcept;

/// Compares ASCII without regard to case.
bool equal_ignoring_case(std::string_view a, std::string_view b) noexcept;

/// Whether the dNSName `presented`, which may be a wildcard, stands for the DNS name `reference`.
bool matches_dns_name(std::string_view presented, std::string_view reference) noexcept;

} // namespace tls::x509

#endif
