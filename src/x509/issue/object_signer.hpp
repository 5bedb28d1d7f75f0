// Who signs new certificates, requests, CRLs and OCSP responses.

#ifndef TLS_SRC_X509_ISSUE_OBJECT_SIGNER_HPP
#define TLS_SRC_X509_ISSUE_OBJECT_SIGNER_HPP

#include "x509/der/der_writer.hpp"

#include <tls/crypto/registry.hpp>

#include <memory>
#include <string_view>

namespace tls::x509 {

/// A key that signs under a scheme.
class object_signer {
public:
    /// With the scheme of this name in the registry; with the best for the key if it is empty.
    /// Throws boost::system::system_error (unsupported_key_type) if none fits the key.
    object_signer(std::string_view scheme, const private_key&, const registry&);

    /// AlgorithmIdentifier of what it signs.
    der::encoding algorithm() const;
    /// The BIT STRING of the signature over `content`.
    der::encoding signature(byte_view content, random_source&) const;
    /// SEQUENCE { content, AlgorithmIdentifier, BIT STRING }: the content with its signature, as everything that is
    /// signed in PKIX.
    der::encoding sign(const der::encoding& content, random_source&) const;

private:
    const signature_scheme* scheme_;
    std::unique_ptr<tls::signer> signer_;
};

} // namespace tls::x509

#endif
