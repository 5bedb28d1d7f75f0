// Certificates that a test program makes only once.

#ifndef TLS_TEST_SUPPORT_AUTHORITY_HPP
#define TLS_TEST_SUPPORT_AUTHORITY_HPP

#include "support/pki.hpp"

#include <map>
#include <string>
#include <utility>

namespace tls::test {

/// The authority that issues all certificates.
inline const pki& authority()
{
    static const pki instance;
    return instance;
}

/// Returns a credential for `name`, made once for each key type and name.
inline std::shared_ptr<const credential> leaf(key_type type, const std::string& name = "localhost")
{
    static std::map<std::pair<key_type, std::string>, std::shared_ptr<const credential>> made;
    auto& result = made[{type, name}];
    if (!result)
        result = authority().leaf(type, name);
    return result;
}

} // namespace tls::test

#endif
