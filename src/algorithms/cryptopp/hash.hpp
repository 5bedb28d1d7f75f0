// Crypto++ MD5, SHA-1 and SHA-2, each with HMAC.

#ifndef TLS_SRC_ALGORITHMS_CRYPTOPP_HASH_HPP
#define TLS_SRC_ALGORITHMS_CRYPTOPP_HASH_HPP

#include <tls/crypto/hash.hpp>

namespace tls::cryptopp {

extern const hash_algorithm md5;  ///< for old encrypted PEM keys, and for policies to reject
extern const hash_algorithm sha1; ///< for old certificates and protocol versions, if a policy allows it
extern const hash_algorithm sha224;
extern const hash_algorithm sha256;
extern const hash_algorithm sha384;
extern const hash_algorithm sha512;

} // namespace tls::cryptopp

#endif
