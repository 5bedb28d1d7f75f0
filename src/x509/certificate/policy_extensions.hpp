// The extensions that map and restrict certificate policies (RFC 5280 sections 4.2.1.5, 4.2.1.11 and 4.2.1.14).

#ifndef TLS_SRC_X509_CERTIFICATE_POLICY_EXTENSIONS_HPP
#define TLS_SRC_X509_CERTIFICATE_POLICY_EXTENSIONS_HPP

#include <tls/bytes.hpp>

#include <cstdint>
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

} // namespace tls::x509

#endif
