// SubjectPublicKeyInfo (RFC 5280 section 4.1.2.7) and the keys in it.

#ifndef TLS_SRC_X509_CERTIFICATE_PUBLIC_KEY_HPP
#define TLS_SRC_X509_CERTIFICATE_PUBLIC_KEY_HPP

#include "x509/der/algorithm.hpp"
#include "x509/der/der_reader.hpp"
#include "x509/der/der_writer.hpp"

#include <tls/crypto/keys.hpp>
#include <tls/crypto/registry.hpp>

#include <optional>
#include <string>

namespace tls::x509 {

/// Reads the key in a SubjectPublicKeyInfo (DER). Returns an empty optional if the library does not support its type or
/// size. Throws der::error if it is malformed.
std::optional<public_key> read_subject_public_key_info(byte_view der);

/// Describes a key for which read_subject_public_key_info returned an empty optional: "an RSA key of ... bits".
std::string describe_unsupported_key(byte_view subject_public_key_info);
std::string describe_unusable_rsa_size(unsigned bits);

/// Encodes subjectPublicKey: the content of the BIT STRING in a SubjectPublicKeyInfo.
der::encoding write_subject_public_key(const public_key&);
der::encoding write_subject_public_key_info(const public_key&);

/// Returns the size in bytes of a coordinate or scalar of the curve; 0 if the type is not a NIST curve.
std::size_t field_size(key_type) noexcept;

/// Reads Dss-Parms (RFC 3279 section 2.3.2, DER): a DSA key without its public value. Throws der::error.
public_key read_dsa_parameters(byte_view der);

/// Reads the parameters of dhpublicnumber (X9.42, RFC 3279 section 2.3.3) or dhKeyAgreement (PKCS #3): a DH key without
/// its public value. Ignores the cofactor, the seed, and the length of private values. Throws der::error.
public_key read_dh_parameters(const algorithm_identifier&);

/// Encodes the AlgorithmIdentifier of a key. Those of DSA and DH include the group's parameters. DH keys have the form
/// of X9.42 if they have a subgroup order, else that of PKCS #3.
der::encoding write_key_algorithm(const public_key&);

/// Returns whether the parameters of an id-RSASSA-PSS key allow signatures of the scheme (RFC 4055 section 3.3); true
/// for keys of other types. `subject_public_key_info` is of a certificate that has a key().
bool is_permitted_by_key(const signature_scheme&, byte_view subject_public_key_info);

/// Returns the scheme as a TLS handshake uses it with the key: with the mask hash that an id-RSASSA-PSS key demands.
/// Empty if the parameters of the key do not allow it. RFC 8446 section 4.2.3 knows only MGF1 with the scheme's hash,
/// but `openssl genpkey -algorithm RSA-PSS -pkeyopt rsa_pss_keygen_md:sha256` makes keys for MGF1 with SHA-1, and
/// OpenSSL does as these demand.
std::optional<signature_scheme> fit_to_key(const signature_scheme&, byte_view subject_public_key_info, const registry&);

/// Returns the scheme that verifies a certificate's signature of the algorithm with keys of this type; empty if the
/// registry has none.
std::optional<signature_scheme> find_signature_scheme(const signature_algorithm&, key_type, const registry&);

} // namespace tls::x509

#endif
