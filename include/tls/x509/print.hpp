// Certificates as text for people. Untrusted content is escaped: the text is safe to show on a terminal and to log.

#ifndef TLS_X509_PRINT_HPP
#define TLS_X509_PRINT_HPP

#include <tls/x509/certificate.hpp>
#include <tls/x509/certificate_request.hpp>

#include <iosfwd>
#include <span>
#include <string>

#pragma GCC visibility push(default)

namespace tls::x509 {

/// Describes the whole content of a certificate, one item a line: names, validity, key, extensions and fingerprints.
/// Extensions that the library does not know are shown in hexadecimal. Lists are cut after 100 entries. The format may
/// change between releases: programs must not parse it.
std::string to_text(const certificate&);
/// Describes all certificates of a chain, leaf first.
std::string to_text(std::span<const certificate> chain);
/// Describes the whole content of a request, and whether it is signed with its own key.
std::string to_text(const certificate_request&);

/// Describes a certificate on one line, without a line end: "CN=host.example (host.example, www.host.example), issued
/// by CN=Root, valid until 2026-07-15".
std::string to_line(const certificate&);
/// Writes to_line() of the certificate.
std::ostream& operator<<(std::ostream&, const certificate&);

} // namespace tls::x509

#pragma GCC visibility pop

#endif
