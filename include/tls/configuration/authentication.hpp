// Settings for our own authentication.

#ifndef TLS_CONFIGURATION_AUTHENTICATION_HPP
#define TLS_CONFIGURATION_AUTHENTICATION_HPP

#include <tls/certificate_type.hpp>
#include <tls/config.hpp>

#include <memory>
#include <vector>

#pragma GCC visibility push(default)

namespace tls {

class credential;

/// Our own certificates, raw public keys and private keys.
struct authentication_settings {
    std::vector<std::shared_ptr<const credential>> credentials; ///< in order of preference
    /// A server refuses, with unrecognized_name, server names that none of its certificates matches. Clients that send
    /// no name get its first certificate. A raw public key serves any name.
    bool require_server_name = false;
    /// The types that a client says it can present, most preferred first (RFC 7250, client_certificate_type). Empty:
    /// the types of its credentials, in their order.
    std::vector<certificate_type> certificate_types;
};

} // namespace tls

#pragma GCC visibility pop

#endif
