// Whether a path is valid for certificate policies (RFC 5280 section 6.1).

#ifndef TLS_SRC_X509_PATH_POLICY_HPP
#define TLS_SRC_X509_PATH_POLICY_HPP

#include "x509/path/path_builder.hpp"

#include <optional>

namespace tls::x509 {

/// Whether the path, leaf first, anchor last, is valid for the policies of `parameters` (RFC 5280 section 6.1): the
/// rule that it breaks, if it breaks one. The work grows with the number of policies and mappings in the
/// certificates, not with the number of ways through them. Every policy that is looked at takes one from `budget`;
/// too_many_checks if there is none left.
std::optional<path_failure> check_policies(std::span<const certificate> path, const verify_parameters& parameters,
                                           std::size_t& budget);

} // namespace tls::x509

#endif
