// The rules of the CA/Browser Forum's Baseline Requirements for TLS server certificates (version 2.1).

#ifndef TLS_SRC_X509_PATH_WEB_PROFILE_HPP
#define TLS_SRC_X509_PATH_WEB_PROFILE_HPP

#include "x509/path/strict_profile.hpp"

namespace tls::x509 {

/// Returns the first rule of the Web profile that the certificate at `depth` of the path breaks, if any. The rules of
/// RFC 5280 are checked elsewhere. Some of the oldest roots in system stores break the rule on authorityKeyIdentifier.
std::optional<broken_rule> check_web_profile(std::span<const certificate> path, unsigned depth,
                                             const verify_parameters& parameters);

} // namespace tls::x509

#endif
