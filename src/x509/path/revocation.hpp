// Whether the certificates of a path are revoked (RFC 5280 section 6.3, RFC 6960, RFC 7633).

#ifndef TLS_SRC_X509_PATH_REVOCATION_HPP
#define TLS_SRC_X509_PATH_REVOCATION_HPP

#include "x509/path/path_builder.hpp"

namespace tls::x509 {

/// Appends what CRLs and the stapled OCSP response say against the certificates of a path whose signatures verify:
/// in the order of validate_path, from the last to the leaf. Of an anchor nothing is asked.
/// `parameters.revocation` says what is asked; the TLS feature extension is honoured for purpose::server_auth
/// unless it is off.
void check_revocation(const certification_path&, const verify_parameters&, std::vector<path_failure>&);

} // namespace tls::x509

#endif
