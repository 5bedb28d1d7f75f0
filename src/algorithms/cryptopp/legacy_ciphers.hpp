// Crypto++'s old ciphers, for the records of TLS 1.0 and 1.1.

#ifndef TLS_SRC_ALGORITHMS_CRYPTOPP_LEGACY_CIPHERS_HPP
#define TLS_SRC_ALGORITHMS_CRYPTOPP_LEGACY_CIPHERS_HPP

#include <tls/crypto/cbc.hpp>
#include <tls/crypto/stream_cipher.hpp>

namespace tls::cryptopp {

// All of these are broken or too weak, and use key-dependent table lookups. Only the module `legacy` uses them.

extern const stream_algorithm rc4_128;       ///< draft-kaukonen-cipher-arcfour-03; biased (RFC 7465)
extern const cbc_algorithm des_cbc_records;  ///< FIPS 46-3; keys of 56 bits
extern const cbc_algorithm idea_cbc_records; ///< keys of 128 bits, blocks of 64
extern const cbc_algorithm rc2_cbc_records;  ///< RFC 2268; keys of 128 bits, all of them effective

} // namespace tls::cryptopp

#endif
