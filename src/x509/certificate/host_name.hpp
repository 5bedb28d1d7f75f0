// Hosts as users and URLs name them, and how they match certificates (RFC 6125, RFC 9525).

#ifndef TLS_SRC_X509_CERTIFICATE_HOST_NAME_HPP
#define TLS_SRC_X509_CERTIFICATE_HOST_NAME_HPP

#include <tls/bytes.hpp>
#include <tls/x509/certificate.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace tls::x509 {

/// A host: a DNS name, an IPv4 address or an IPv6 address. Only parse_host makes one, for every purpose: the server
/// name that a client sends, the name that a certificate must have, and the host of a URL.
struct host_name {
    std::string text;     ///< as it was given
    std::string dns_name; ///< without a trailing dot; empty for an address
    bytes address;        ///< 4 or 16 bytes; empty for a DNS name
    std::string zone;     ///< the zone of an IPv6 address (RFC 4007 section 11), which no certificate names

    bool is_address() const noexcept { return !address.empty(); }
};

/// Parses a host. Accepts a DNS name (see is_dns_name) with or without a trailing dot, an IPv4 address of four decimal
/// numbers, and an IPv6 address (RFC 4291 section 2.2), which may have a zone and stand in brackets. Returns an empty
/// optional for any other text, such as the empty one, a URL, a host with a port, or an IPv4 address in another form
/// of inet_aton ("127.1", "0x7f000001").
std::optional<host_name> parse_host(std::string_view text);

/// Returns a sentence that says why parse_host refuses `text`, for people.
std::string describe_bad_host(std::string_view text);

/// Parses an IPv4 or IPv6 literal to its 4 or 16 bytes; IPv6 may stand in brackets. Returns an empty optional if the
/// text is not a literal or names a zone.
std::optional<bytes> parse_ip_literal(std::string_view text);

/// Returns whether `text` is a DNS name without a trailing dot: labels of 1 to 63 letters, digits, hyphens and
/// underscores, at most 253 characters in total. The last label is not a decimal number, because some software would
/// take such a name for an IPv4 address.
bool is_dns_name(std::string_view text) noexcept;

/// Compares without regard to the case of ASCII letters.
bool equal_ignoring_case(std::string_view a, std::string_view b) noexcept;

/// Returns whether the dNSName `presented`, which may be a wildcard, matches the DNS name `reference`.
bool matches_dns_name(std::string_view presented, std::string_view reference) noexcept;

/// Returns whether the leaf's subjectAltName has the host. See verifier.hpp for the form that takes text.
bool matches_host(const certificate& leaf, const host_name& host);

} // namespace tls::x509

#endif
