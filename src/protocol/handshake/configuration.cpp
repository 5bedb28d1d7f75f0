// Defaults of configuration that need complete types behind its pointers.

#include <tls/configuration.hpp>

#include <tls/crypto/registry.hpp>
#include <tls/temporary_rsa_keys.hpp>
#include <tls/x509/certificate_cache.hpp>
#include <tls/x509/trust_store.hpp>
#include <tls/x509/verified_link_cache.hpp>

namespace tls {

verification_settings::verification_settings()
    : anchors(std::make_shared<x509::trust_store>()),
      verified_links(std::make_shared<x509::verified_link_cache>()),
      known_certificates(std::make_shared<x509::certificate_cache>())
{
}

configuration::configuration() : algorithms(registry::standard())
{
    tls12.temporary_rsa_keys = std::make_shared<tls::temporary_rsa_keys>();
}

} // namespace tls
