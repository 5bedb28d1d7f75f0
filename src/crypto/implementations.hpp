// The implementations that the standard registry's rows come from.

#ifndef TLS_SRC_CRYPTO_IMPLEMENTATIONS_HPP
#define TLS_SRC_CRYPTO_IMPLEMENTATIONS_HPP

#include <tls/crypto/registry.hpp>

#include <span>
#include <string_view>

namespace tls {

/// Returns the standard tables with Crypto++ for every algorithm: the reference for the other implementations.
const registry& reference_registry();

/// A library, or a module of our own, whose algorithms are faster than Crypto++'s or constant-time.
struct implementation {
    std::string_view name; ///< "libipsec-mb"
    /// Replaces registry rows by its own. Does nothing if the library is not built in or the CPU is not supported.
    void (*install)(registry&);
};

/// Returns all implementations except Crypto++, in installation order: later ones replace the same rows of earlier
/// ones.
std::span<const implementation> implementations() noexcept;

/// Returns the standard registry with these implementations. RSA keys can decrypt only if one of them supports it.
registry registry_with(std::span<const implementation>);

} // namespace tls

#endif
