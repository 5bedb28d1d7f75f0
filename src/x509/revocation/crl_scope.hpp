// The scope of a CRL: which certificates it covers (RFC 5280 section 6.3.3, steps (b) and (d)).

#ifndef TLS_SRC_X509_REVOCATION_CRL_SCOPE_HPP
#define TLS_SRC_X509_REVOCATION_CRL_SCOPE_HPP

#include "x509/revocation/crl_data.hpp"

namespace tls::x509 {

/// Returns the reasons for which the CRL, which the certificate's own issuer must have issued, would list the
/// certificate: none if it covers only other certificates or other distribution points.
reason_flags reasons_covered(const certificate& subject, const crl&);

} // namespace tls::x509

#endif
