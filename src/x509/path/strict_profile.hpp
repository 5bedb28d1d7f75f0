// Rules of RFC 5280 section 4 for issuing CAs that path validation does not need.

#ifndef TLS_SRC_X509_PATH_STRICT_PROFILE_HPP
#define TLS_SRC_X509_PATH_STRICT_PROFILE_HPP

#include <tls/x509/verifier.hpp>

#include <optional>
#include <span>
#include <string>

namespace tls::x509 {

/// A rule that a certificate breaks, as a predicate: "has no subjectAltName".
struct broken_rule {
    verify_error error;
    std::string rule;
};

/// Returns the first rule that the certificate at `depth` of the path breaks, if any. For the RFC 5280 profile if
/// `parameters.strict`, and for the Web profile except where that profile is more lenient.
std::optional<broken_rule> check_strict_profile(std::span<const certificate> path, unsigned depth,
                                                const verify_parameters& parameters);

/// Returns whether the certificate is signed with its own key, as far as its names and key identifiers show.
bool is_self_signed(const certificate&);

} // namespace tls::x509

#endif
