// The extensions of new certificates (RFC 5280 section 4.2).

#ifndef TLS_SRC_X509_ISSUE_EXTENSION_WRITER_HPP
#define TLS_SRC_X509_ISSUE_EXTENSION_WRITER_HPP

#include "x509/der/der_writer.hpp"

#include <tls/x509/certificate_builder.hpp>

namespace tls::x509 {

/// One Extension.
der::encoding write_extension(std::string_view identifier, bool critical, const der::encoding& value);

/// The Name that the template gives the subject.
der::encoding write_subject(const certificate_template&);

/// Extensions, one after the other: what the template asks for, without those that speak of keys.
/// Throws std::invalid_argument for what cannot be encoded.
der::encoding write_wanted_extensions(const certificate_template&);

/// keyUsage as the template has it or as it fits the key.
der::encoding write_key_usage(const certificate_template&, const public_key& subject_key);

} // namespace tls::x509

#endif
