// All settings of a connection. A context builds a configuration; an engine takes a snapshot of it.

#ifndef TLS_CONFIGURATION_HPP
#define TLS_CONFIGURATION_HPP

#include <tls/configuration/authentication.hpp>
#include <tls/configuration/hooks.hpp>
#include <tls/configuration/limits.hpp>
#include <tls/configuration/negotiation.hpp>
#include <tls/configuration/sessions.hpp>
#include <tls/configuration/tls12.hpp>
#include <tls/configuration/verification.hpp>
#include <tls/crypto/random.hpp>

#include <chrono>
#include <functional>
#include <memory>

#pragma GCC visibility push(default)

namespace tls {

class registry;

/// All settings of a connection. Copyable; immutable once shared. To access the objects that it points to, include
/// their headers: <tls/client_session_cache.hpp>, <tls/credential.hpp>, <tls/crypto/registry.hpp>,
/// <tls/key_share_pool.hpp>, <tls/x509/trust_store.hpp>, <tls/x509/crl.hpp>, <tls/x509/certificate_cache.hpp>,
/// <tls/x509/verified_link_cache.hpp>.
struct configuration {
    /// Uses the standard registry.
    configuration();

    std::shared_ptr<const registry> algorithms;
    /// Must outlive all copies of the configuration and their connections. Any thread that drives one may call it.
    random_source* random = &system_random();
    /// Any thread that drives a connection may call it, several at the same time.
    std::function<std::chrono::system_clock::time_point()> clock = &std::chrono::system_clock::now;

    negotiation_settings negotiation;
    authentication_settings authentication;
    verification_settings verification;
    session_settings sessions;
    tls::limits limits;
    tls::hooks hooks;
    tls12_settings tls12;
    /// Allows export suites in TLS 1.0, if the list of suites names them as well. Anyone who records such a connection
    /// can read it, and a man in the middle can break it while it runs (FREAK, CVE-2015-0204; Logjam, CVE-2015-4000).
    bool allow_export = false;
};

} // namespace tls

#pragma GCC visibility pop

#endif
