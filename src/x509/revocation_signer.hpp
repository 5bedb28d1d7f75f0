// Who signs new CRLs and OCSP responses.

#ifndef TLS_SRC_X509_REVOCATION_SIGNER_HPP
#define TLS_SRC_X509_REVOCATION_SIGNER_HPP

#include "x509/der_writer.hpp"

#include <tls/crypto/registry.hpp>
#include <tls/x509/certificate.hpp>

#include <memory>
#include <string_view>

namespace tls::x509 {

/// A key that signs under a scheme.
class revocation_signer {
public:
    /// With the scheme of this name in the registry; with the best for the key if it is empty.
    /// Throws boost::system::system_error (unsupported_key_type) if none fits the key.
    revocation_signer(std::string_view scheme, const private_key&, const registry&);

    /// AlgorithmIdentifier of what it signs.
    der::encoding algorithm() const;
    /// The BIT STRING of the signature over `content`.
    der::encoding sign(byte_view content, random_source&) const;

private:
    const signature_scheme* scheme_ = nullptr;
    std::unique_ptr<tls::signer> signer_;
};

/// Extension, RFC 5280 section 4.1.
der::encoding write_revocation_extension(std::string_view identifier, bool critical, const der::encoding& value);

/// The content of an INTEGER that is known to be one, such as a serial number, as a whole element again.
der::encoding write_serial_number(byte_view content);

/// An ENUMERATED up to 127, such as CRLReason.
der::encoding write_enumerated(std::uint8_t);

/// GeneralizedTime, also for the years for which RFC 5280 has UTCTime.
der::encoding write_generalized_time(time_point);

} // namespace tls::x509

#endif
