// The weak suites of 1997 (draft-ietf-tls-protocol-03 appendix A.6, RFC 2246 appendix A.5), and those with the same key
// exchanges and AES (RFC 3268).

#ifndef TLS_SRC_ALGORITHMS_LEGACY_SUITES_HPP
#define TLS_SRC_ALGORITHMS_LEGACY_SUITES_HPP

#include <tls/crypto/cipher_suite.hpp>

#include <vector>

namespace tls::legacy {

/// Returns whether the module is built in (ASIO_TLS_LEGACY). Without it there is no suite below, and no TLS 1.0 or 1.1.
bool is_built() noexcept;

/// Returns the suites, the least weak first. None is enabled by default.
std::vector<cipher_suite> suites();

} // namespace tls::legacy

#endif
