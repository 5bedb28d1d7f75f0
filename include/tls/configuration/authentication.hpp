// Settings for our own authentication.

#ifndef TLS_CONFIGURATION_AUTHENTICATION_HPP
#define TLS_CONFIGURATION_AUTHENTICATION_HPP

#include <tls/config.hpp>

#include <memory>
#include <vector>

#pragma GCC visibility push(default)

namespace tls {

class credential;

/// Our own certificates and keys.
struct authentication_settings {
    std::vector<std::shared_ptr<const credential>> credentials; ///< in order of preference
    /// A server refuses, with unrecognized_name, server names that none of its certificates matches. Clients that send
    /// no name get its first certificate.
    bool require_server_name = false;
};

} // namespace tls

#pragma GCC visibility pop

#endif
