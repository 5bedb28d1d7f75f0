// A premaster_secret encrypted under RSA (RFC 5246 section 7.4.7.1), RSAES-PKCS1-v1_5 of RFC 8017 section 7.2.

#ifndef TLS_SRC_ALGORITHMS_CRYPTOPP_RSA_PREMASTER_HPP
#define TLS_SRC_ALGORITHMS_CRYPTOPP_RSA_PREMASTER_HPP

#include <tls/crypto/signature_scheme.hpp>

namespace tls::cryptopp {

/// The encoded message, as long as the modulus. Empty if that is too short for it.
secure_bytes encode_premaster(byte_view premaster_secret, std::size_t modulus_size, random_source&);

/// What `encoded` holds, if that is a premaster_secret with this version in front; else `fallback`, which has 48
/// bytes. Time and memory accesses depend on encoded.size() alone.
secure_bytes decode_premaster(byte_view encoded, std::uint16_t client_version, byte_view fallback);

/// All of a decrypter but RSA's private operation.
class premaster_decrypter : public decrypter {
public:
    explicit premaster_decrypter(bytes modulus) : modulus_(std::move(modulus)) {}

    secure_bytes decrypt_premaster_secret(byte_view ciphertext, std::uint16_t client_version,
                                          random_source& random) const final;

private:
    /// RSADP (RFC 8017 section 5.1.2) of a ciphertext as long as the modulus and less than it.
    virtual secure_bytes decrypt(byte_view ciphertext, random_source& random) const = 0;

    bytes modulus_;
};

} // namespace tls::cryptopp

#endif
