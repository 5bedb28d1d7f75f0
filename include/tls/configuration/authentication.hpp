// How we prove who we are.

#ifndef TLS_CONFIGURATION_AUTHENTICATION_HPP
#define TLS_CONFIGURATION_AUTHENTICATION_HPP

#include <tls/config.hpp>

#include <memory>
#include <vector>

#pragma GCC visibility push(default)

namespace tls {

class credential;

/// Our own certificates.
struct authentication_settings {
    std::vector<std::shared_ptr<const credential>> credentials; ///< in order of preference
    /// A server refuses names that it has no certificate for with unrecognized_name. Clients that name none get its
    /// first certificate.
    bool require_server_name = false;
};

} // namespace tls

#pragma GCC visibility pop

#endif
