// A registry with RSA decryption.

#ifndef TLS_TEST_SUPPORT_DECRYPTING_REGISTRY_HPP
#define TLS_TEST_SUPPORT_DECRYPTING_REGISTRY_HPP

#include <tls/crypto/registry.hpp>
#include <tls/crypto/rsa_decryption.hpp>

#include <memory>

namespace tls::test {

/// Returns the standard registry if it supports RSA decryption. Otherwise returns a copy with Crypto++'s decryption,
/// whose timing depends on secrets: acceptable in tests.
inline const std::shared_ptr<const registry>& decrypting_registry()
{
    static const auto chosen = []() -> std::shared_ptr<const registry> {
        if (registry::standard()->find_key_algorithm(key_type::rsa)->make_decrypter != nullptr)
            return registry::standard();
        auto made = std::make_shared<registry>(*registry::standard());
        made->add(rsa_keys_with_variable_time_decryption());
        return made;
    }();
    return chosen;
}

} // namespace tls::test

#endif
