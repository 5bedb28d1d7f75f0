// The cost of verifying a signature, so that verifiers can bound the work that a hostile peer causes.

#ifndef TLS_SRC_X509_KEYS_SIGNATURE_WORK_HPP
#define TLS_SRC_X509_KEYS_SIGNATURE_WORK_HPP

#include <tls/crypto/keys.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>

namespace tls::x509 {

/// Returns an estimate of the work of verifying one signature over `content_size` bytes with the key. The unit is a
/// verification with RSA-2048 and the public exponent 65537, about 20 microseconds. Without a key: only the hash.
std::uint64_t signature_work(const std::optional<public_key>& key, std::size_t content_size) noexcept;

} // namespace tls::x509

#endif
