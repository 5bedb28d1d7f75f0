// The client's use of a temporary RSA key (RFC 2246 section 7.4.7.1).

#ifndef TLS_SRC_CRYPTO_TEMPORARY_RSA_KEYS_HPP
#define TLS_SRC_CRYPTO_TEMPORARY_RSA_KEYS_HPP

#include <tls/temporary_rsa_keys.hpp>

#include <optional>

namespace tls {

/// The largest modulus that a server may send with an export suite (RFC 2246 section 7.4.3), in bits.
inline constexpr unsigned max_temporary_rsa_bits = 512;

/// Encrypts a premaster secret to a server's temporary key. Empty unless the key is well-formed and its modulus has 505
/// to 512 bits: a longer one would not be for export, a shorter one is not in use.
std::optional<bytes> encrypt_to_temporary_rsa_key(const public_key&, byte_view premaster_secret, random_source&);

} // namespace tls

#endif
