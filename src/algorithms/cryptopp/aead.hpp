// Crypto++ AEADs.

#ifndef TLS_SRC_ALGORITHMS_CRYPTOPP_AEAD_HPP
#define TLS_SRC_ALGORITHMS_CRYPTOPP_AEAD_HPP

#include <tls/crypto/aead.hpp>

namespace tls::cryptopp {

extern const aead_algorithm aes_128_gcm;       ///< RFC 5116 section 5.1
extern const aead_algorithm aes_256_gcm;       ///< RFC 5116 section 5.2
extern const aead_algorithm chacha20_poly1305; ///< RFC 8439 section 2.8
extern const aead_algorithm aes_128_ccm;       ///< RFC 5116 section 5.3
extern const aead_algorithm aes_128_ccm_8;     ///< RFC 6655 section 6.1: CCM with an 8-byte tag

// TLS 1.2 only. Camellia and ARIA use key-dependent table lookups.
extern const aead_algorithm aes_256_ccm;
extern const aead_algorithm aes_256_ccm_8;
extern const aead_algorithm camellia_128_gcm; ///< RFC 6367
extern const aead_algorithm camellia_256_gcm;
extern const aead_algorithm aria_128_gcm; ///< RFC 6209
extern const aead_algorithm aria_256_gcm;

} // namespace tls::cryptopp

#endif
