// Crypto++ MD5, SHA-1 and SHA-2, each with HMAC, and the pair of MD5 and SHA-1.

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
extern const hash_algorithm md5_sha1; ///< both digests, one after the other: for TLS 1.0 and 1.1

} // namespace tls::cryptopp

#endif
