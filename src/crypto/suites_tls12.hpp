// The cipher suites of TLS 1.2.

#ifndef TLS_SRC_CRYPTO_SUITES_TLS12_HPP
#define TLS_SRC_CRYPTO_SUITES_TLS12_HPP

#include <tls/crypto/cipher_suite.hpp>

#include <vector>

namespace tls {

/// All that the library implements, in order of preference: for a CPU that has instructions for AES-GCM, or not.
std::vector<cipher_suite> tls12_suites(bool has_aes_instructions);

} // namespace tls

#endif
