// Key exchange by RSA encryption (RFC 5246 section 7.4.7.1) on servers without an implementation in constant time.

#ifndef TLS_CRYPTO_RSA_DECRYPTION_HPP
#define TLS_CRYPTO_RSA_DECRYPTION_HPP

#include <tls/crypto/signature_scheme.hpp>

#pragma GCC visibility push(default)

namespace tls {

/// RSA keys that decrypt by Crypto++, for a registry that has no better ones: without Nettle the standard registry's do
/// not decrypt, and servers choose no suite of the key exchanges RSA and RSA_PSK. Clients, which only encrypt, do.
///
/// Decryption by Crypto++ is blinded, and what follows it takes a constant time; but the result's own arithmetic does
/// not, so that who measures closely enough can learn whether a ciphertext was well-formed, and decrypt recorded
/// connections by many trials (Bleichenbacher's attack). Only for servers that such clients cannot reach:
///
///     auto algorithms = std::make_shared<tls::registry>(*tls::registry::standard());
///     algorithms->add(tls::rsa_keys_with_variable_time_decryption());
///     context.set_registry(algorithms); // before its private keys
///
/// The row lives as long as the program.
const key_algorithm& rsa_keys_with_variable_time_decryption() noexcept;

} // namespace tls

#pragma GCC visibility pop

#endif
