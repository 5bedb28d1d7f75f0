// RSASSA-PSS and RSASSA-PKCS1-v1_5, RFC 8017 section 8.

#include "cryptopp/rsa_encoding.hpp"
#include "cryptopp/signatures.hpp"
#include "nettle/rows.hpp"
#include "nettle/rsa_private.hpp"

namespace tls::nettle {

namespace {

class pss_signer final : public signer {
public:
    pss_signer(const private_key& key, const hash_algorithm& hash) : key_(key), hash_(hash) {}

    bytes sign(byte_view message, random_source& random) const override
    {
        return key_.sign(cryptopp::emsa_pss_encode(hash_, message, key_.modulus_bits() - 1, random), random);
    }

private:
    rsa_private key_;
    const hash_algorithm& hash_;
};

class pkcs1_signer final : public signer {
public:
    pkcs1_signer(const private_key& key, const hash_algorithm& hash) : key_(key), hash_(hash) {}

    bytes sign(byte_view message, random_source& random) const override
    {
        return key_.sign(cryptopp::emsa_pkcs1_encode(hash_, message, (key_.modulus_bits() + 7) / 8), random);
    }

private:
    rsa_private key_;
    const hash_algorithm& hash_;
};

std::unique_ptr<signer> make_signer(const signature_scheme& scheme, const private_key& key)
{
    // The reference takes no key that is malformed, inconsistent, of another kind, or too small for the scheme.
    if (!cryptopp::make_rsa_signer(scheme, key))
        return nullptr;
    if (scheme.encoding == signature_encoding::rsa_pss)
        return std::make_unique<pss_signer>(key, *scheme.hash);
    return std::make_unique<pkcs1_signer>(key, *scheme.hash);
}

} // namespace

signing_functions rsa() noexcept
{
    return {&make_signer, nullptr};
}

} // namespace tls::nettle
