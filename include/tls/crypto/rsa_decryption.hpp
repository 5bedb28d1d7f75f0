// RSA key exchange (RFC 5246 section 7.4.7.1) for servers without a constant-time implementation of RSA decryption.

#ifndef TLS_CRYPTO_RSA_DECRYPTION_HPP
#define TLS_CRYPTO_RSA_DECRYPTION_HPP

#include <tls/crypto/signature_scheme.hpp>

#pragma GCC visibility push(default)

namespace tls {

/// Returns a row for RSA keys that decrypt with Crypto++, which does not take constant time.
///
/// In a library built without Nettle, the RSA keys of the standard registry do not decrypt. Servers then choose no
/// suite with RSA or RSA_PSK key exchange; clients, which only encrypt, still can.
///
/// Crypto++'s decryption is blinded, and the padding check after it takes constant time. But the arithmetic on the
/// result does not: an attacker with precise timing can learn whether a ciphertext was well-formed, and decrypt
/// recorded connections with many attempts (Bleichenbacher's attack). Use it only for servers that such attackers
/// cannot reach:
///
///     auto algorithms = std::make_shared<tls::registry>(*tls::registry::standard());
///     algorithms->add(tls::rsa_keys_with_variable_time_decryption());
///     context.set_registry(algorithms); // before loading private keys
///
/// The row lives as long as the program. Thread-safe.
const key_algorithm& rsa_keys_with_variable_time_decryption() noexcept;

} // namespace tls

#pragma GCC visibility pop

#endif
