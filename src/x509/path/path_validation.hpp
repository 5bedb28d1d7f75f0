// Rules for a certification path (RFC 5280 section 6.1), except its signatures.

#ifndef TLS_SRC_X509_PATH_PATH_VALIDATION_HPP
#define TLS_SRC_X509_PATH_PATH_VALIDATION_HPP

#include "x509/path/path_builder.hpp"

namespace tls::x509 {

/// Bounds on the cost of a hostile chain's names and policies, over all paths that are tried.
struct validation_budget {
    std::size_t examined_bytes = 1024 * 1024; ///< of certificates; the first path may have more
    std::size_t name_comparisons = 250'000;   ///< see check_names
    std::size_t policy_steps = 50'000;
};

/// Returns every rule that the path breaks, in the order in which a verification meets them: from the anchor to the
/// leaf. Empty if the path is valid. Returns too_many_checks for a path that `budget` does not allow to be examined.
/// Checks revocation only if nothing else is wrong, or if a verify callback may accept the other failures.
std::vector<path_failure> validate_path(const certification_path&, const verify_parameters&, validation_budget&);

} // namespace tls::x509

#endif
