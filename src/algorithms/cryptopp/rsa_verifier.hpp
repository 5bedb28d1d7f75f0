// RSA verification over any implementation of the public operation, RFC 8017 section 8.

#ifndef TLS_SRC_ALGORITHMS_CRYPTOPP_RSA_VERIFIER_HPP
#define TLS_SRC_ALGORITHMS_CRYPTOPP_RSA_VERIFIER_HPP

#include "algorithms/cryptopp/rsa_encoding.hpp"

#include <tls/crypto/secret.hpp>

#include <utility>

namespace tls::cryptopp {

/// `Key` has modulus_bits(), modulus_size() and recover(signature, size), as rsa_public has them.
template <class Key>
class pss_verifier final : public verifier {
public:
    pss_verifier(Key key, const pss_options& options) : key_(std::move(key)), options_(options) {}

    bool verify(byte_view message, byte_view signature) const override
    {
        auto bits = key_.modulus_bits() - 1;
        auto encoded = key_.recover(signature, emsa_pss_size(bits));
        return encoded && emsa_pss_verify(options_, message, *encoded, bits);
    }

private:
    Key key_;
    pss_options options_;
};

template <class Key>
class pkcs1_verifier final : public verifier {
public:
    pkcs1_verifier(Key key, const hash_algorithm& hash) : key_(std::move(key)), hash_(hash) {}

    // Encodes the message again and compares all bytes. Nothing parses the padding, so lenient parsing cannot enable
    // forgeries (Bleichenbacher 2006, CVE-2006-4339).
    bool verify(byte_view message, byte_view signature) const override
    {
        auto encoded = key_.recover(signature, key_.modulus_size());
        return encoded && constant_time_equal(*encoded, emsa_pkcs1_encode(hash_, message, key_.modulus_size()));
    }

private:
    Key key_;
    const hash_algorithm& hash_;
};

/// Whether the key has the type that the scheme needs and is large enough.
inline bool rsa_fits(const signature_scheme& scheme, key_type type, unsigned modulus_bits) noexcept
{
    if (!scheme.hash || type != scheme.key)
        return false;
    if (scheme.encoding == signature_encoding::rsa_pss)
        return emsa_pss_fits(pss_options(scheme), modulus_bits - 1);
    return scheme.encoding == signature_encoding::rsa_pkcs1 && emsa_pkcs1_fits(*scheme.hash, (modulus_bits + 7) / 8);
}

/// Returns null if the key does not fit the scheme.
template <class Key>
std::unique_ptr<verifier> make_rsa_verifier_with(const signature_scheme& scheme, key_type type, Key key)
{
    if (!rsa_fits(scheme, type, key.modulus_bits()))
        return nullptr;
    if (scheme.encoding == signature_encoding::rsa_pss)
        return std::make_unique<pss_verifier<Key>>(std::move(key), pss_options(scheme));
    return std::make_unique<pkcs1_verifier<Key>>(std::move(key), *scheme.hash);
}

} // namespace tls::cryptopp

#endif
