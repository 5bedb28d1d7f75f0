// Checks a certificate against CRLs (RFC 5280 section 6.3).

#ifndef TLS_SRC_X509_REVOCATION_CRL_CHECK_HPP
#define TLS_SRC_X509_REVOCATION_CRL_CHECK_HPP

#include <tls/x509/crl.hpp>
#include <tls/x509/verifier.hpp>

#include <string>

namespace tls::x509 {

/// The verdict of CRLs on a certificate.
struct crl_verdict {
    /// ok: the certificate is not revoked; revoked; or why its status is unknown.
    verify_error error = verify_error::unknown_revocation_status;
    std::string detail; ///< continues "certificate of ..." in messages; set unless ok
};

/// Checks `subject`, which `issuer` issued, against the CRLs of `parameters.crls`.
///
/// A certificate is good if current CRLs, which together cover every reason, do not list it. It is revoked if a CRL
/// lists it, even if the CRL is no longer current: a revocation is permanent, unless it is a certificateHold.
crl_verdict check_crls(const certificate& subject, const certificate& issuer, const verify_parameters& parameters);

/// Formats as "was revoked 2026-01-03 (keyCompromise)".
std::string describe(const revocation&);

} // namespace tls::x509

#endif
