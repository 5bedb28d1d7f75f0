// Encodes messages as integers for RSA signatures, RFC 8017 section 9.

#ifndef TLS_SRC_ALGORITHMS_CRYPTOPP_RSA_ENCODING_HPP
#define TLS_SRC_ALGORITHMS_CRYPTOPP_RSA_ENCODING_HPP

#include <tls/crypto/hash.hpp>
#include <tls/crypto/random.hpp>
#include <tls/crypto/signature_scheme.hpp>

namespace tls::cryptopp {

/// The parameters of EMSA-PSS with MGF1.
struct pss_options {
    const hash_algorithm& hash;
    const hash_algorithm& mask_hash; ///< of MGF1
    std::size_t salt_size;           ///< bytes

    /// Takes the parameters of a scheme that has a hash.
    explicit pss_options(const signature_scheme& scheme) noexcept
        : hash(*scheme.hash),
          mask_hash(scheme.mask_hash != nullptr ? *scheme.mask_hash : *scheme.hash),
          salt_size(scheme.salt_size.value_or(scheme.hash->digest_size))
    {
    }
};

/// EMSA-PSS. The encoded message has `bits` bits (one less than the modulus), in emsa_pss_size(bits) bytes.
std::size_t emsa_pss_size(unsigned bits) noexcept;
bool emsa_pss_fits(const pss_options&, unsigned bits) noexcept;
bytes emsa_pss_encode(const pss_options&, byte_view message, unsigned bits, random_source&);
bool emsa_pss_verify(const pss_options&, byte_view message, byte_view encoded, unsigned bits);

/// EMSA-PKCS1-v1_5. The encoded message has the modulus's size, `size` bytes.
bool emsa_pkcs1_fits(const hash_algorithm&, std::size_t size) noexcept;
bytes emsa_pkcs1_encode(const hash_algorithm&, byte_view message, std::size_t size);

} // namespace tls::cryptopp

#endif
