// What CRLs say of a certificate (RFC 5280 section 6.3).

#ifndef TLS_SRC_X509_REVOCATION_CRL_CHECK_HPP
#define TLS_SRC_X509_REVOCATION_CRL_CHECK_HPP

#include <tls/x509/crl.hpp>
#include <tls/x509/verifier.hpp>

#include <string>

namespace tls::x509 {

/// What CRLs say of a certificate.
struct crl_verdict {
    /// ok: the certificate is good; revoked; or why it is not known.
    verify_error error = verify_error::unknown_revocation_status;
    std::string detail; ///< to follow "certificate of ...", if not ok
};

/// Judges `subject`, which `issuer` issued, by the CRLs of `parameters.crls`.
///
/// Good is a certificate that current CRLs, which together are for every reason, do not list. Revoked is one that a
/// CRL lists, even if the CRL is no longer current: a revocation is for ever, unless it is a certificateHold.
crl_verdict check_crls(const certificate& subject, const certificate& issuer, const verify_parameters& parameters);

/// "was revoked 2026-01-03 (keyCompromise)".
std::string describe(const revocation&);

} // namespace tls::x509

#endif
