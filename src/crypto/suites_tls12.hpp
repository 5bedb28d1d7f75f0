// The TLS 1.2 cipher suites.

#ifndef TLS_SRC_CRYPTO_SUITES_TLS12_HPP
#define TLS_SRC_CRYPTO_SUITES_TLS12_HPP

#include <tls/crypto/cipher_suite.hpp>

#include <vector>

namespace tls {

/// Returns all implemented suites in order of preference, for a CPU with or without AES-GCM instructions.
std::vector<cipher_suite> tls12_suites(bool has_aes_instructions);

} // namespace tls

#endif
