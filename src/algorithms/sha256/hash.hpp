// SHA-256 by our own code.

#ifndef TLS_SRC_ALGORITHMS_SHA256_HASH_HPP
#define TLS_SRC_ALGORITHMS_SHA256_HASH_HPP

#include <tls/crypto/hash.hpp>

namespace tls::sha256 {

/// Returns SHA-256 and its HMAC with the CPU's SHA extensions; null if the CPU has none, or if they fail the self-test.
/// The row lives as long as the program. Thread-safe.
const hash_algorithm* hash();

} // namespace tls::sha256

#endif
