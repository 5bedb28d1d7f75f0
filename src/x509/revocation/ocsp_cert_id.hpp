// CertID: how OCSP identifies a certificate (RFC 6960 section 4.1.1).

#ifndef TLS_SRC_X509_REVOCATION_OCSP_CERT_ID_HPP
#define TLS_SRC_X509_REVOCATION_OCSP_CERT_ID_HPP

#include "x509/der/der_reader.hpp"
#include "x509/der/der_writer.hpp"

#include <tls/crypto/registry.hpp>
#include <tls/x509/certificate.hpp>

namespace tls::x509 {

/// A parsed CertID. Non-owning.
struct ocsp_cert_id {
    std::string_view hash; ///< the registry's name; empty if the library does not know it
    byte_view issuer_name_hash;
    byte_view issuer_key_hash;
    byte_view serial_number; ///< as certificate::serial_number gives it
};

/// Reads a CertID. Throws der::error if it is malformed.
ocsp_cert_id read_cert_id(der::reader& in);

/// Encodes the CertID of `subject`. Throws der::error if the hash is unknown.
der::encoding write_cert_id(const certificate& subject, const certificate& issuer, std::string_view hash,
                            const registry& algorithms);

/// Returns whether it has the serial number and the issuer name of `subject`. Nothing more can be compared without the
/// issuer's certificate.
bool names(const ocsp_cert_id&, const certificate& subject, const registry& algorithms);

/// Returns whether it is the CertID of `subject`. An issuer uses a serial number once, so it identifies no other
/// certificate.
bool matches(const ocsp_cert_id&, const certificate& subject, const certificate& issuer, const registry& algorithms);

/// Returns KeyHash of RFC 6960 section 4.2.1: the hash of subjectPublicKey without tag, length and unused bits.
bytes hash_key_of(const certificate&, std::string_view hash, const registry& algorithms);

} // namespace tls::x509

#endif
