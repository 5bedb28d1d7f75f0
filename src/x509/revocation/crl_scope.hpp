// Which certificates a CRL speaks of (RFC 5280 section 6.3.3, steps (b) and (d)).

#ifndef TLS_SRC_X509_REVOCATION_CRL_SCOPE_HPP
#define TLS_SRC_X509_REVOCATION_CRL_SCOPE_HPP

#include "x509/revocation/crl_data.hpp"

namespace tls::x509 {

/// The reasons for which the CRL, of the certificate's own issuer, would list the certificate: none if it is for
/// other certificates or other distribution points.
reason_flags reasons_covered(const certificate& subject, const crl&);

} // namespace tls::x509

#endif
