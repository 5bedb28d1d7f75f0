// RSASSA-PSS, RSASSA-PKCS1-v1_5, and RSAES-PKCS1-v1_5 decryption: RFC 8017 sections 7.2 and 8.

#include "algorithms/cryptopp/rsa_encoding.hpp"
#include "algorithms/cryptopp/rsa_premaster.hpp"
#include "algorithms/cryptopp/signatures.hpp"
#include "algorithms/nettle/rows.hpp"
#include "algorithms/nettle/rsa_private.hpp"

namespace tls::nettle {

namespace {

class pss_signer final : public signer {
public:
    pss_signer(const private_key& key, const cryptopp::pss_options& options) : key_(key), options_(options) {}

    bytes sign(byte_view message, random_source& random) const override
    {
        return key_.sign(cryptopp::emsa_pss_encode(options_, message, key_.modulus_bits() - 1, random), random);
    }

private:
    rsa_private key_;
    cryptopp::pss_options options_;
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
    // The reference implementation rejects keys that are malformed, inconsistent, of another type, or too small.
    if (!cryptopp::make_rsa_signer(scheme, key))
        return nullptr;
    if (scheme.encoding == signature_encoding::rsa_pss)
        return std::make_unique<pss_signer>(key, cryptopp::pss_options(scheme));
    return std::make_unique<pkcs1_signer>(key, *scheme.hash);
}

class rsa_decrypter final : public cryptopp::premaster_decrypter {
public:
    explicit rsa_decrypter(const private_key& key) : premaster_decrypter(key.public_part.modulus), key_(key) {}

private:
    secure_bytes decrypt(byte_view ciphertext, random_source& random) const override
    {
        auto encoded = key_.sign(ciphertext, random); // signing and decryption are the same operation
        secure_bytes out(encoded.begin(), encoded.end());
        wipe(encoded);
        return out;
    }

    rsa_private key_;
};

std::unique_ptr<decrypter> make_decrypter(const private_key& key)
{
    if (!cryptopp::rsa_keys.make_decrypter(key)) // the reference implementation checks the key
        return nullptr;
    return std::make_unique<rsa_decrypter>(key);
}

std::unique_ptr<decrypter> make_export_decrypter(const private_key& key)
{
    return std::make_unique<rsa_decrypter>(key);
}

} // namespace

signing_functions rsa() noexcept
{
    return {&make_signer, nullptr};
}

decrypter_function rsa_decryption() noexcept
{
    return &make_decrypter;
}

decrypter_function export_rsa_decryption() noexcept
{
    return &make_export_decrypter;
}

} // namespace tls::nettle
