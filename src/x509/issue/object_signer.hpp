// Signs new certificates, requests, CRLs and OCSP responses.

#ifndef TLS_SRC_X509_ISSUE_OBJECT_SIGNER_HPP
#define TLS_SRC_X509_ISSUE_OBJECT_SIGNER_HPP

#include "x509/der/der_writer.hpp"

#include <tls/crypto/registry.hpp>

#include <memory>
#include <string_view>

namespace tls::x509 {

/// A private key together with the signature scheme that it signs with.
class object_signer {
public:
    /// Uses the scheme of this name in the registry; if the name is empty, the best scheme for the key. Throws
    /// boost::system::system_error (unsupported_key_type) if no scheme fits the key.
    object_signer(std::string_view scheme, const private_key&, const registry&);

    /// Encodes the AlgorithmIdentifier of the signatures.
    der::encoding algorithm() const;
    /// Signs `content`. Returns the BIT STRING of the signature.
    der::encoding signature(byte_view content, random_source&) const;
    /// Signs `content`. Returns SEQUENCE { content, AlgorithmIdentifier, BIT STRING }, the form of every signed object
    /// in PKIX.
    der::encoding sign(const der::encoding& content, random_source&) const;

private:
    const signature_scheme* scheme_;
    std::unique_ptr<tls::signer> signer_;
};

} // namespace tls::x509

#endif
