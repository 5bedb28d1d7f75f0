// Crypto++ block ciphers in CBC mode, for records.

#ifndef TLS_SRC_ALGORITHMS_CRYPTOPP_CIPHERS_HPP
#define TLS_SRC_ALGORITHMS_CRYPTOPP_CIPHERS_HPP

#include <tls/crypto/cbc.hpp>

namespace tls::cryptopp {

// AES uses CPU instructions where available. The others use key-dependent table lookups, which can leak the key to
// other programs that share the CPU cache.

extern const cbc_algorithm aes_128_cbc_records;
extern const cbc_algorithm aes_256_cbc_records;
extern const cbc_algorithm camellia_128_cbc_records; ///< RFC 3713
extern const cbc_algorithm camellia_256_cbc_records;
extern const cbc_algorithm aria_128_cbc_records; ///< RFC 5794
extern const cbc_algorithm aria_256_cbc_records;
extern const cbc_algorithm triple_des_cbc_records; ///< three keys

} // namespace tls::cryptopp

#endif
