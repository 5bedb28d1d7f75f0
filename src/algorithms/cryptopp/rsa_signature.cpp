// RSASSA-PSS and RSASSA-PKCS1-v1_5, RFC 8017 section 8.

#include "algorithms/cryptopp/rsa.hpp"
#include "algorithms/cryptopp/rsa_encoding.hpp"
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

class pss_verifier final : public verifier {
public:
    pss_verifier(rsa_public key, const pss_options& options) : key_(std::move(key)), options_(options) {}

    bool verify(byte_view message, byte_view signature) const override
    {
        auto bits = key_.modulus_bits() - 1;
        auto encoded = key_.recover(signature, emsa_pss_size(bits));
        return encoded && emsa_pss_verify(options_, message, *encoded, bits);
    }

private:
    rsa_public key_;
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

class pkcs1_verifier final : public verifier {
public:
    pkcs1_verifier(rsa_public key, const hash_algorithm& hash) : key_(std::move(key)), hash_(hash) {}

    // Encodes the message again and compares all bytes. Nothing parses the padding, so lenient parsing cannot enable
    // forgeries (Bleichenbacher 2006, CVE-2006-4339).
    bool verify(byte_view message, byte_view signature) const override
    {
        auto encoded = key_.recover(signature, key_.modulus_size());
        return encoded && constant_time_equal(*encoded, emsa_pkcs1_encode(hash_, message, key_.modulus_size()));
    }

private:
    rsa_public key_;
    const hash_algorithm& hash_;
};

// Whether the key has the type that the scheme needs and is large enough.
bool fits(const signature_scheme& scheme, key_type type, unsigned modulus_bits)
{
    if (!scheme.hash || type != scheme.key)
        return false;
    if (scheme.encoding == signature_encoding::rsa_pss)
        return emsa_pss_fits(pss_options(scheme), modulus_bits - 1);
    return scheme.encoding == signature_encoding::rsa_pkcs1 && emsa_pkcs1_fits(*scheme.hash, (modulus_bits + 7) / 8);
}

} // namespace

std::unique_ptr<signer> make_rsa_signer(const signature_scheme& scheme, const private_key& key)
{
    auto loaded = rsa_private::load(key);
    if (!loaded || !fits(scheme, key.public_part.type, loaded->modulus_bits()))
        return nullptr;
    if (scheme.encoding == signature_encoding::rsa_pss)
        return std::make_unique<pss_signer>(std::move(*loaded), pss_options(scheme));
    return std::make_unique<pkcs1_signer>(std::move(*loaded), *scheme.hash);
}

std::unique_ptr<verifier> make_rsa_verifier(const signature_scheme& scheme, const public_key& key)
{
    auto loaded = rsa_public::load(key);
    if (!loaded || !fits(scheme, key.type, loaded->modulus_bits()))
        return nullptr;
    if (scheme.encoding == signature_encoding::rsa_pss)
        return std::make_unique<pss_verifier>(std::move(*loaded), pss_options(scheme));
    return std::make_unique<pkcs1_verifier>(std::move(*loaded), *scheme.hash);
}

} // namespace tls::cryptopp
