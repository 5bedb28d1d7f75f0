// RSASSA-PSS and RSASSA-PKCS1-v1_5, RFC 8017 section 8.

#include "algorithms/cryptopp/rsa.hpp"
#include "algorithms/cryptopp/rsa_verifier.hpp"
#include "algorithms/cryptopp/signatures.hpp"

namespace tls::cryptopp {

namespace {

class pss_signer final : public signer {
public:
    pss_signer(rsa_private key, const pss_options& options) : key_(std::move(key)), options_(options) {}

    bytes sign(byte_view message, random_source& random) const override
    {
        return key_.sign(emsa_pss_encode(options_, message, key_.modulus_bits() - 1, random), random);
    }

private:
    rsa_private key_;
    pss_options options_;
};

class pkcs1_signer final : public signer {
public:
    pkcs1_signer(rsa_private key, const hash_algorithm& hash) : key_(std::move(key)), hash_(hash) {}

    bytes sign(byte_view message, random_source& random) const override
    {
        return key_.sign(emsa_pkcs1_encode(hash_, message, (key_.modulus_bits() + 7) / 8), random);
    }

private:
    rsa_private key_;
    const hash_algorithm& hash_;
};

} // namespace

std::unique_ptr<signer> make_rsa_signer(const signature_scheme& scheme, const private_key& key)
{
    auto loaded = rsa_private::load(key);
    if (!loaded || !rsa_fits(scheme, key.public_part.type, loaded->modulus_bits()))
        return nullptr;
    if (scheme.encoding == signature_encoding::rsa_pss)
        return std::make_unique<pss_signer>(std::move(*loaded), pss_options(scheme));
    return std::make_unique<pkcs1_signer>(std::move(*loaded), *scheme.hash);
}

std::unique_ptr<verifier> make_rsa_verifier(const signature_scheme& scheme, const public_key& key)
{
    auto loaded = rsa_public::load(key);
    return loaded ? make_rsa_verifier_with(scheme, key.type, std::move(*loaded)) : nullptr;
}

} // namespace tls::cryptopp
