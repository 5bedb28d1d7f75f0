// SubjectPublicKeyInfo (RFC 5280 section 4.1.2.7) and the keys in it.

#ifndef TLS_SRC_X509_CERTIFICATE_PUBLIC_KEY_HPP
#define TLS_SRC_X509_CERTIFICATE_PUBLIC_KEY_HPP

#include "x509/der/der_reader.hpp"
#include "x509/der/der_writer.hpp"

#include <tls/crypto/keys.hpp>

#include <optional>

namespace tls::x509 {

/// Reads the key in a SubjectPublicKeyInfo (DER). Returns an empty optional if the library does not support its type or
/// size. Throws der::error if it is malformed.
std::optional<public_key> read_subject_public_key_info(byte_view der);

/// Encodes subjectPublicKey: the content of the BIT STRING in a SubjectPublicKeyInfo.
der::encoding write_subject_public_key(const public_key&);
der::encoding write_subject_public_key_info(const public_key&);

/// Returns the size in bytes of a coordinate or scalar of the curve; 0 if the type is not a NIST curve.
std::size_t field_size(key_type) noexcept;

/// Reads Dss-Parms (RFC 3279 section 2.3.2, DER): a DSA key without its public value. Throws der::error.
public_key read_dsa_parameters(byte_view der);

/// Encodes the AlgorithmIdentifier of a DSA key, which includes its parameters.
der::encoding write_dsa_algorithm(const public_key&);

} // namespace tls::x509

#endif
