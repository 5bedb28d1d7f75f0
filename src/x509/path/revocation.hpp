// Revocation checks of a path's certificates (RFC 5280 section 6.3, RFC 6960, RFC 7633).

#ifndef TLS_SRC_X509_PATH_REVOCATION_HPP
#define TLS_SRC_X509_PATH_REVOCATION_HPP

#include "x509/path/path_builder.hpp"

namespace tls::x509 {

/// Appends the failures that CRLs and the stapled OCSP response give for the certificates of a path whose signatures
/// verify, in the order of validate_path: from the last to the leaf. Does not check anchors. `parameters.revocation`
/// selects the checks. Applies the TLS feature extension (must-staple) for purpose::server_auth unless revocation is
/// off.
void check_revocation(const certification_path&, const verify_parameters&, std::vector<path_failure>&);

} // namespace tls::x509

#endif
