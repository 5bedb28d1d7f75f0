// HKDF, RFC 5869: extract and expand.

#ifndef TLS_SRC_CRYPTO_HKDF_HPP
#define TLS_SRC_CRYPTO_HKDF_HPP

#include <tls/crypto/hash.hpp>

namespace tls {

/// HKDF-Extract, RFC 5869 section 2.2: writes the pseudorandom key, digest_size bytes, to `out`. An empty salt is
/// equivalent to digest_size zero bytes. Throws std::length_error if `out` has another size.
void hkdf_extract(const hash_algorithm&, byte_view salt, byte_view ikm, byte_span out);

/// HKDF-Expand, RFC 5869 section 2.3: fills `out` with output keying material. Throws
/// std::length_error if `out` is longer than 255 digests.
void hkdf_expand(const hash_algorithm&, byte_view prk, byte_view info, byte_span out);
/// The same with a pseudorandom key that serves several calls.
void hkdf_expand(const hmac_key& prk, byte_view info, byte_span out);

} // namespace tls

#endif
