// Whom a certificate stands for: hosts, mailboxes and URIs (RFC 6125, RFC 9525, RFC 5280 section 7).

#ifndef TLS_SRC_X509_CERTIFICATE_IDENTITY_HPP
#define TLS_SRC_X509_CERTIFICATE_IDENTITY_HPP

#include <tls/x509/verifier.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace tls::x509 {

/// Whether `text` is a mailbox, local-part@host, whose host is a DNS name. Quoted local parts with an @ are none.
bool is_mailbox(std::string_view text) noexcept;

/// The host of a URI with an authority (RFC 3986 section 3.2), if it is a DNS name.
std::optional<std::string_view> host_of_uri(std::string_view uri) noexcept;

/// Whether the leaf has a subjectAltName for the mailbox: RFC 5280 section 7.5, the host without regard to case.
bool matches_email(const certificate& leaf, std::string_view email);

/// Whether the leaf has a subjectAltName for the URI: the scheme and host are compared without regard to case, all else
/// exactly.
bool matches_uri(const certificate& leaf, std::string_view uri);

/// Whether subjectAltName has a DNS name or an IP address: then nothing else names a host (RFC 6125 section 6.4.4).
bool names_a_host(const certificate& leaf);

/// The commonName that stands for a host where subjectAltName names none (RFC 6125 section 6.4.4); empty if there
/// is none, `parameters` do not allow it, or subjectAltName names a host or an address.
std::string fallback_host_name(const certificate& leaf, const verify_parameters& parameters);

} // namespace tls::x509

#endif
