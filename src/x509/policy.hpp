// Certificate policies (RFC 5280 sections 4.2.1.4, 4.2.1.5, 4.2.1.11 and 4.2.1.14), and whether a path is valid for
// some.

#ifndef TLS_SRC_X509_POLICY_HPP
#define TLS_SRC_X509_POLICY_HPP

#include "x509/path_builder.hpp"

#include <optional>
#include <string>
#include <vector>

namespace tls::x509 {

/// What an authority's policy is called in the domain of the authority below it.
struct policy_mapping {
    std::string issuer_domain_policy;
    std::string subject_domain_policy;
};

/// PolicyConstraints: after how many more certificates the demand or the prohibition holds.
struct policy_constraints {
    std::optional<std::uint32_t> require_explicit_policy;
    std::optional<std::uint32_t> inhibit_policy_mapping;
};

/// These throw der::error if the value of the extension is malformed.
std::vector<policy_mapping> read_policy_mappings(byte_view value);
policy_constraints read_policy_constraints(byte_view value);
std::uint32_t read_inhibit_any_policy(byte_view value);

/// Whether the path, leaf first, anchor last, is valid for the policies of `parameters` (RFC 5280 section 6.1): the
/// rule that it breaks, if it breaks one. The work grows with the number of policies and mappings in the
/// certificates, not with the number of ways through them. Every policy that is looked at takes one from `budget`;
/// too_many_checks if there is none left.
std::optional<path_failure> check_policies(std::span<const certificate> path, const verify_parameters& parameters,
                                           std::size_t& budget);

} // namespace tls::x509

#endif
