// Identities in a certificate: hosts, mailboxes and URIs (RFC 6125, RFC 9525, RFC 5280 section 7).

#ifndef TLS_SRC_X509_CERTIFICATE_IDENTITY_HPP
#define TLS_SRC_X509_CERTIFICATE_IDENTITY_HPP

#include <tls/x509/verifier.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace tls::x509 {

/// Returns whether `text` is a mailbox, local-part@host, whose host is a DNS name. Refuses quoted local parts with an
/// @.
bool is_mailbox(std::string_view text) noexcept;

/// Returns the host of a URI with an authority (RFC 3986 section 3.2) if it is a DNS name. A text that is not a URI has
/// no host.
std::optional<std::string_view> host_of_uri(std::string_view uri) noexcept;

/// Returns whether the leaf has a subjectAltName for the mailbox (RFC 5280 section 7.5: the host's case is ignored).
bool matches_email(const certificate& leaf, std::string_view email);

/// Returns whether the leaf has a subjectAltName for the URI. Ignores the case of scheme and host; compares the rest
/// exactly. A text that is not a URI (RFC 3986) matches nothing.
bool matches_uri(const certificate& leaf, std::string_view uri);

/// Returns whether subjectAltName has a DNS name or an IP address. Then host_name_verification ignores the commonName.
bool names_a_host(const certificate& leaf);

/// Returns whether subjectAltName has an identifier of RFC 6125 section 6.4.4, DNS-ID, URI-ID or SRV-ID, or an IP
/// address, even if it is malformed. Then the commonName names no host.
bool has_reference_identifier(const certificate& leaf);

/// Returns the commonName to use as a host name where subjectAltName identifies no host or service (RFC 6125 section
/// 6.4.4). Empty if there is no commonName, `parameters` do not allow it, or has_reference_identifier(leaf).
std::string fallback_host_name(const certificate& leaf, const verify_parameters& parameters);

} // namespace tls::x509

#endif
