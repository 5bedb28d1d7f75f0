// The rules of the CA/Browser Forum's Baseline Requirements for TLS server certificates (version 2.1).

#ifndef TLS_SRC_X509_PATH_WEB_PROFILE_HPP
#define TLS_SRC_X509_PATH_WEB_PROFILE_HPP

#include "x509/path/strict_profile.hpp"

namespace tls::x509 {

/// The first rule that the certificate at `depth` of the path breaks, if it breaks one: beside those of RFC 5280,
/// which are checked elsewhere. Some of the oldest roots in the stores of systems break that on their
/// authorityKeyIdentifier.
std::optional<broken_rule> check_web_profile(std::span<const certificate> path, unsigned depth,
                                             const verify_parameters& parameters);

} // namespace tls::x509

#endif
