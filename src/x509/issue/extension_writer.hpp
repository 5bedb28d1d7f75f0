// Encodes the extensions of new certificates (RFC 5280 section 4.2).

#ifndef TLS_SRC_X509_ISSUE_EXTENSION_WRITER_HPP
#define TLS_SRC_X509_ISSUE_EXTENSION_WRITER_HPP

#include "x509/der/der_writer.hpp"

#include <tls/x509/certificate_builder.hpp>

namespace tls::x509 {

/// Encodes one Extension.
der::encoding write_extension(std::string_view identifier, bool critical, const der::encoding& value);

/// Encodes the subject of the template as a Name.
der::encoding write_subject(const certificate_template&);

/// Encodes the template's Extension elements, one after the other, without those that depend on keys. Throws
/// std::invalid_argument for values that cannot be encoded.
der::encoding write_template_extensions(const certificate_template&);

/// Encodes keyUsage: the template's value, else the default for the key.
der::encoding write_key_usage(const certificate_template&, const public_key& subject_key);

} // namespace tls::x509

#endif
