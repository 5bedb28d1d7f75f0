// RSA-encrypted premaster_secret (RFC 5246 section 7.4.7.1): RSAES-PKCS1-v1_5, RFC 8017 section 7.2.

#ifndef TLS_SRC_ALGORITHMS_CRYPTOPP_RSA_PREMASTER_HPP
#define TLS_SRC_ALGORITHMS_CRYPTOPP_RSA_PREMASTER_HPP

#include <tls/crypto/signature_scheme.hpp>

namespace tls::cryptopp {

/// Returns the encoded message, of the modulus's size. Empty if the modulus is too small.
secure_bytes encode_premaster(byte_view premaster_secret, std::size_t modulus_size, random_source&);

/// Returns the premaster_secret in `encoded` if it is valid and begins with this version, otherwise the 48-byte
/// `fallback` (countermeasure against Bleichenbacher's attack). Time and memory accesses depend only on encoded.size().
secure_bytes decode_premaster(byte_view encoded, std::uint16_t client_version, byte_view fallback);

/// A decrypter without the private RSA operation.
class premaster_decrypter : public decrypter {
public:
    explicit premaster_decrypter(bytes modulus) : modulus_(std::move(modulus)) {}

    secure_bytes decrypt_premaster_secret(byte_view ciphertext, std::uint16_t client_version,
                                          random_source& random) const final;

private:
    /// RSADP (RFC 8017 section 5.1.2) of a ciphertext that has the size of the modulus and is less than it.
    virtual secure_bytes decrypt(byte_view ciphertext, random_source& random) const = 0;

    bytes modulus_;
};

} // namespace tls::cryptopp

#endif
