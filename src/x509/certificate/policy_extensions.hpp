// The extensions that map and restrict certificate policies (RFC 5280 sections 4.2.1.5, 4.2.1.11 and 4.2.1.14).

#ifndef TLS_SRC_X509_CERTIFICATE_POLICY_EXTENSIONS_HPP
#define TLS_SRC_X509_CERTIFICATE_POLICY_EXTENSIONS_HPP

#include <tls/bytes.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tls::x509 {

/// Maps a policy of the issuer's domain to the equivalent policy of the subject's domain.
struct policy_mapping {
    std::string issuer_domain_policy;
    std::string subject_domain_policy;
};

/// PolicyConstraints: the number of further certificates after which each constraint applies.
struct policy_constraints {
    std::optional<std::uint32_t> require_explicit_policy;
    std::optional<std::uint32_t> inhibit_policy_mapping;
};

/// Read the value of the extension. Throw der::error if it is malformed.
std::vector<policy_mapping> read_policy_mappings(byte_view value);
policy_constraints read_policy_constraints(byte_view value);
std::uint32_t read_inhibit_any_policy(byte_view value);

} // namespace tls::x509

#endif
