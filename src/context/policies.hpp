// Policies by name, after Mozilla's "Server Side TLS" profiles, version 5.7.

#ifndef TLS_SRC_CONTEXT_POLICIES_HPP
#define TLS_SRC_CONTEXT_POLICIES_HPP

#include <tls/version.hpp>

#include <span>
#include <string_view>

namespace tls {

struct configuration;

/// The settings of a policy. Its highest version is always the highest that the library supports.
struct policy {
    std::string_view name;
    protocol_version min_version;
    std::span<const std::string_view> cipher_suites; ///< OpenSSL's names
    std::span<const std::string_view> groups;        ///< IANA's names
    bool server_preference;
};

/// Returns the policy "modern", "intermediate", "old" or "legacy". Throws boost::system::system_error
/// (invalid_argument) for another name.
const policy& find_policy(std::string_view name);

/// Applies all settings except the versions. Throws boost::system::system_error (invalid_argument) if the
/// configuration's registry lacks a suite or a group.
void apply(const policy&, configuration&);

} // namespace tls

#endif
