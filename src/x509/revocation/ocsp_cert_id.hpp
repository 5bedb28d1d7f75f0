// CertID: how OCSP identifies a certificate (RFC 6960 section 4.1.1).

#ifndef TLS_SRC_X509_REVOCATION_OCSP_CERT_ID_HPP
#define TLS_SRC_X509_REVOCATION_OCSP_CERT_ID_HPP

#include "x509/der/der_reader.hpp"
#include "x509/der/der_writer.hpp"

#include <tls/crypto/registry.hpp>
#include <tls/x509/certificate.hpp>

#include <map>
#include <string_view>

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

/// Compares CertIDs with a certificate. Hashes its issuer's name and key once for each algorithm, because a response
/// may repeat the certificate's CertID hundreds of times.
class cert_id_matcher {
public:
    /// The arguments must outlive the object.
    cert_id_matcher(const certificate& subject, const registry& algorithms) : subject_(subject), algorithms_(algorithms)
    {
    }

    /// Returns whether it has the serial number and the issuer name of the subject. Nothing more can be compared
    /// without the issuer's certificate.
    bool names_subject(const ocsp_cert_id&);
    /// Returns whether it is the subject's CertID. An issuer uses a serial number once, so it identifies no other
    /// certificate. Every call must have the same issuer.
    bool matches(const ocsp_cert_id&, const certificate& issuer);

private:
    const certificate& subject_;
    const registry& algorithms_;
    std::map<std::string_view, bytes> name_hashes_, key_hashes_; ///< by algorithm
};

/// Returns KeyHash of RFC 6960 section 4.2.1: the hash of subjectPublicKey without tag, length and unused bits. Empty
/// if the key is malformed.
bytes hash_key_of(const certificate&, std::string_view hash, const registry& algorithms);

} // namespace tls::x509

#endif
