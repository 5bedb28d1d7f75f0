// A small public key infrastructure for tests.

#ifndef TLS_TEST_SUPPORT_PKI_HPP
#define TLS_TEST_SUPPORT_PKI_HPP

#include "support/decrypting_registry.hpp"

#include <tls/credential.hpp>
#include <tls/x509/certificate_builder.hpp>
#include <tls/x509/trust_store.hpp>

#include <memory>
#include <string>
#include <vector>

namespace tls::test {

/// A root and its certificates. All RSA certificates of a program share one key, because RSA key generation is slow.
class pki {
public:
    pki() : root_key_(x509::generate_private_key(key_type::ed25519)), root_(make_root()) {}

    const x509::certificate& root() const { return root_; }
    const private_key& root_key() const { return root_key_; }

    std::shared_ptr<const x509::trust_store> anchors() const
    {
        auto store = std::make_shared<x509::trust_store>();
        store->add(root_);
        return store;
    }

    x509::certificate issue(const x509::certificate_template& contents, const private_key& key) const
    {
        return x509::issue_certificate(contents, key.public_part, root_, root_key_);
    }

    /// Returns a leaf for `dns_name` and 127.0.0.1 with a key of the type.
    std::shared_ptr<const credential> leaf(key_type type = key_type::ed25519,
                                           const std::string& dns_name = "localhost") const
    {
        x509::certificate_template contents;
        contents.common_name = dns_name;
        contents.dns_names = {dns_name};
        contents.ip_addresses = {"127.0.0.1"};
        return leaf(contents, type);
    }

    std::shared_ptr<const credential> leaf(const x509::certificate_template& contents,
                                           key_type type = key_type::ed25519) const
    {
        auto key = make_key(type);
        return std::make_shared<credential>(std::vector{issue(contents, key)}, key, decrypting_registry());
    }

    static private_key make_key(key_type type)
    {
        if (type != key_type::rsa && type != key_type::rsa_pss)
            return x509::generate_private_key(type);
        static const private_key rsa = x509::generate_private_key(key_type::rsa, 2048);
        auto key = rsa;
        key.public_part.type = type;
        return key;
    }

private:
    x509::certificate make_root() const
    {
        x509::certificate_template contents;
        contents.common_name = "Test Root";
        contents.is_ca = true;
        return x509::self_signed_certificate(contents, root_key_);
    }

    private_key root_key_;
    x509::certificate root_;
};

} // namespace tls::test

#endif
