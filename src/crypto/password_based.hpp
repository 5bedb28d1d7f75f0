// Password-based encryption: key derivation from passwords, and ciphers for files.

#ifndef TLS_SRC_CRYPTO_PASSWORD_BASED_HPP
#define TLS_SRC_CRYPTO_PASSWORD_BASED_HPP

#include "algorithms/cryptopp/cbc.hpp"
#include "algorithms/cryptopp/scrypt.hpp"

#include <tls/crypto/hash.hpp>

namespace tls {

using cryptopp::cbc_cipher;
using cryptopp::scrypt;
using cryptopp::scrypt_cost;

/// PBKDF2 with HMAC (RFC 8018 section 5.2): fills `out`. Throws std::invalid_argument if `iterations` is zero.
void pbkdf2(const hash_algorithm&, byte_view password, byte_view salt, std::uint64_t iterations, byte_span out);

/// Returns "AES-128-CBC", "AES-192-CBC", "AES-256-CBC", "DES-EDE3-CBC" or "RC2-40-CBC"; null for other names.
const cbc_cipher* find_cbc_cipher(std::string_view name) noexcept;

} // namespace tls

#endif
