// The rules that a certification path must keep (RFC 5280 section 6.1), but for its signatures.

#ifndef TLS_SRC_X509_PATH_PATH_VALIDATION_HPP
#define TLS_SRC_X509_PATH_PATH_VALIDATION_HPP

#include "x509/path/path_builder.hpp"

namespace tls::x509 {

/// Bounds on what the names and policies of a hostile chain can cost, over all paths that are tried.
struct validation_budget {
    std::size_t name_comparisons = 250'000;
    std::size_t policy_steps = 50'000;
};

/// Every rule that the path breaks, in the order in which a verification meets them: from the anchor to
/// the leaf. Empty if it is valid. Revocation is asked about only if nothing else is wrong.
std::vector<path_failure> validate_path(const certification_path&, const verify_parameters&, validation_budget&);

} // namespace tls::x509

#endif
