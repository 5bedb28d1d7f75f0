// Validation of a path for certificate policies (RFC 5280 section 6.1).

#ifndef TLS_SRC_X509_PATH_POLICY_HPP
#define TLS_SRC_X509_PATH_POLICY_HPP

#include "x509/path/path_builder.hpp"

#include <optional>

namespace tls::x509 {

/// Checks whether the path, leaf first, anchor last, is valid for the policies of `parameters` (RFC 5280 section 6.1).
/// Returns the rule that it breaks, if any. The work grows with the number of policies and mappings in the
/// certificates, not with the number of ways through them. Every policy examined takes one from `budget`; returns
/// too_many_checks if none is left.
std::optional<path_failure> check_policies(std::span<const certificate> path, const verify_parameters& parameters,
                                           std::size_t& budget);

} // namespace tls::x509

#endif
