// SubjectPublicKeyInfo (RFC 5280 section 4.1.2.7) and the keys inside.

#ifndef TLS_SRC_X509_CERTIFICATE_PUBLIC_KEY_HPP
#define TLS_SRC_X509_CERTIFICATE_PUBLIC_KEY_HPP

#include "x509/der/der_reader.hpp"
#include "x509/der/der_writer.hpp"

#include <tls/crypto/keys.hpp>

#include <optional>

namespace tls::x509 {

/// The key in a SubjectPublicKeyInfo (DER). Empty if it is of a kind or size that the library does
/// not work with. Throws der::error if it is malformed.
std::optional<public_key> read_subject_public_key_info(byte_view der);

/// subjectPublicKey: what the BIT STRING of a SubjectPublicKeyInfo holds.
der::encoding write_subject_public_key(const public_key&);
der::encoding write_subject_public_key_info(const public_key&);

/// Size of a coordinate or scalar of the curve in bytes; 0 if the type is no NIST curve.
std::size_t field_size(key_type) noexcept;

/// Dss-Parms (RFC 3279 section 2.3.2, DER): a DSA key that lacks its value. Throws der::error.
public_key read_dsa_parameters(byte_view der);

/// The AlgorithmIdentifier of a DSA key, which has these in it.
der::encoding write_dsa_algorithm(const public_key&);

} // namespace tls::x509

#endif
