// Policies by name, after Mozilla's "Server Side TLS" profiles, version 5.7.

#ifndef TLS_SRC_CONTEXT_POLICIES_HPP
#define TLS_SRC_CONTEXT_POLICIES_HPP

#include <tls/version.hpp>

#include <string_view>

namespace tls {

/// What a policy sets.
struct policy {
    std::string_view name;
    protocol_version min_version;
    std::string_view cipher_suites; ///< separated by colons
    std::string_view groups;        ///< separated by colons
    bool server_preference;
};

/// "modern", "intermediate", "old" or "legacy"; null for others.
const policy* find_policy(std::string_view name) noexcept;

} // namespace tls

#endif
