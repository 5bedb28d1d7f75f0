// Where the rows of the standard registry come from.

#ifndef TLS_SRC_CRYPTO_IMPLEMENTATIONS_HPP
#define TLS_SRC_CRYPTO_IMPLEMENTATIONS_HPP

#include <tls/crypto/registry.hpp>

#include <span>
#include <string_view>

namespace tls {

/// The standard tables with every algorithm by Crypto++: what the other implementations are compared with.
const registry& reference_registry();

/// A library, or a module of our own, that has some of the algorithms, faster than Crypto++ or in constant time.
struct implementation {
    std::string_view name; ///< "libipsec-mb"
    /// Puts what it has in the place of what the registry had; does nothing if the library is not built in, or
    /// the CPU not one that it is for.
    void (*install)(registry&);
};

/// All but Crypto++, in the order in which they are installed: of two that have the same, the later one stays.
std::span<const implementation> implementations() noexcept;

/// The standard registry as it is where there are these implementations. RSA keys decrypt only if one of these does so.
registry registry_with(std::span<const implementation>);

} // namespace tls

#endif
