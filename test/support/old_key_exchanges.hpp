// Keys, certificates and suites of the key exchanges that only old peers use: fixed Diffie-Hellman, and export.

#ifndef TLS_TEST_SUPPORT_OLD_KEY_EXCHANGES_HPP
#define TLS_TEST_SUPPORT_OLD_KEY_EXCHANGES_HPP

#include "crypto/diffie_hellman.hpp"
#include "support/dsa_key.hpp"
#include "support/pki.hpp"

#include <map>
#include <stdexcept>
#include <utility>

namespace tls::test {

namespace export_suites {
// With DES40.
inline constexpr std::uint16_t rsa = 0x0008;
inline constexpr std::uint16_t dhe_rsa = 0x0014;
inline constexpr std::uint16_t dh_anon = 0x0019;
inline constexpr std::uint16_t dh_rsa = 0x000e;
// With RC4-40.
inline constexpr std::uint16_t rsa_rc4 = 0x0003;
inline constexpr std::uint16_t dh_anon_rc4 = 0x0017;
} // namespace export_suites

/// Returns a key in the group of the parameters, in the form of PKCS #3.
inline private_key make_dh_key(const dh_parameters& group)
{
    private_key key;
    key.public_part.type = key_type::dh;
    key.public_part.prime = group.prime;
    key.public_part.generator = group.generator;
    key.scalar = secure_bytes(std::min<std::size_t>(group.prime.size() - 1, 32));
    system_random().fill(key.scalar);
    key.scalar.front() |= 0x80;
    if (!registry::standard()->find_key_algorithm(key_type::dh)->complete(key))
        throw std::logic_error("not a Diffie-Hellman group");
    return key;
}

/// An authority with an RSA or a DSA key: the signature on a certificate with a Diffie-Hellman key decides its suites.
class signing_authority {
public:
    explicit signing_authority(private_key key) : key_(std::move(key)), root_(make_root()) {}

    const x509::certificate& root() const { return root_; }

    std::shared_ptr<const credential> leaf(const private_key& key, const std::string& name = "localhost",
                                           std::optional<std::uint16_t> key_usage = std::nullopt) const
    {
        return std::make_shared<credential>(std::vector{certify(key.public_part, name, key_usage)}, key,
                                            decrypting_registry());
    }

    x509::certificate certify(const public_key& key, const std::string& name,
                              std::optional<std::uint16_t> key_usage = std::nullopt) const
    {
        x509::certificate_template says;
        says.common_name = name;
        says.dns_names = {name};
        says.key_usage_bits = key_usage;
        return x509::issue_certificate(says, key, root_, key_);
    }

private:
    x509::certificate make_root() const
    {
        x509::certificate_template says;
        says.common_name = "Root with " + std::string(to_string(key_.public_part.type));
        says.is_ca = true;
        return x509::self_signed_certificate(says, key_);
    }

    private_key key_;
    x509::certificate root_;
};

inline const signing_authority& rsa_authority()
{
    static const signing_authority instance(pki::make_key(key_type::rsa));
    return instance;
}

inline const signing_authority& dsa_authority()
{
    static const signing_authority instance(dsa_key());
    return instance;
}

/// Returns a fixed Diffie-Hellman credential in ffdhe2048, made once for each authority and name.
inline std::shared_ptr<const credential> fixed_dh_leaf(authentication_method signed_with,
                                                       const std::string& name = "localhost")
{
    static std::map<std::pair<authentication_method, std::string>, std::shared_ptr<const credential>> made;
    auto& result = made[{signed_with, name}];
    if (!result) {
        const auto& by = signed_with == authentication_method::dsa ? dsa_authority() : rsa_authority();
        result = by.leaf(x509::generate_private_key(key_type::dh), name);
    }
    return result;
}

/// Returns a fixed Diffie-Hellman credential in the group of the export suites, made once for each name.
inline std::shared_ptr<const credential> short_dh_leaf(const std::string& name = "localhost")
{
    static std::map<std::string, std::shared_ptr<const credential>> made;
    auto& result = made[name];
    if (!result)
        result = rsa_authority().leaf(make_dh_key(export_dh_parameters()), name);
    return result;
}

/// Returns a credential with an RSA key that old_anchors() verify, made once for each name.
inline std::shared_ptr<const credential> signing_leaf(const std::string& name)
{
    static std::map<std::string, std::shared_ptr<const credential>> made;
    auto& result = made[name];
    if (!result)
        result = rsa_authority().leaf(pki::make_key(key_type::rsa), name);
    return result;
}

inline std::shared_ptr<const x509::trust_store> old_anchors()
{
    auto store = std::make_shared<x509::trust_store>();
    store->add(rsa_authority().root());
    store->add(dsa_authority().root());
    return store;
}

} // namespace tls::test

#endif
