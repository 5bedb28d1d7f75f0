// Single certificates in PEM.

#ifndef TLS_SRC_X509_CERTIFICATE_CERTIFICATES_PEM_HPP
#define TLS_SRC_X509_CERTIFICATE_CERTIFICATES_PEM_HPP

#include <tls/x509/certificate.hpp>

#include <string_view>

namespace tls::x509 {

struct pem_block;

/// Parses the certificate in a block whose label is_certificate_label accepts. Ignores bytes behind it, as OpenSSL does
/// in files: those of TRUSTED CERTIFICATE are trust settings. Throws boost::system::system_error.
certificate read_certificate_block(const pem_block&);

/// Parses the first certificate of a PEM text and ignores all that follows. Throws like read_certificates_pem.
certificate read_first_certificate_pem(std::string_view text);

} // namespace tls::x509

#endif
