// Certificates in words, for people. What strangers wrote into them is escaped: it is safe to show on a terminal and
// to log.

#ifndef TLS_X509_PRINT_HPP
#define TLS_X509_PRINT_HPP

#include <tls/x509/certificate.hpp>
#include <tls/x509/certificate_request.hpp>

#include <iosfwd>
#include <span>
#include <string>

#pragma GCC visibility push(default)

namespace tls::x509 {

/// All that a certificate says, a line for each thing: names, validity, key, every extension that the library knows
/// in words and the others in hexadecimal, and fingerprints. Lists of more than 100 entries are cut short. The form may
/// change between releases: it is not for programs to read.
std::string to_text(const certificate&);
/// Every certificate of a chain, leaf first.
std::string to_text(std::span<const certificate> chain);
/// All that a request says, and whether it is signed by its key.
std::string to_text(const certificate_request&);

/// On one line, without its end: "CN=host.example (host.example, www.host.example), issued by CN=Root, valid until
/// 2026-07-15".
std::string to_line(const certificate&);
/// Writes to_line.
std::ostream& operator<<(std::ostream&, const certificate&);

} // namespace tls::x509

#pragma GCC visibility pop

#endif
