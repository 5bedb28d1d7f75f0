// Whether the library is built with the old versions and their suites.

#ifndef TLS_SRC_CRYPTO_WEAKNESSES_HPP
#define TLS_SRC_CRYPTO_WEAKNESSES_HPP

#include <string_view>

namespace tls {

/// Returns whether the library has TLS 1.0 and 1.1 and the suites with RC4, DES, IDEA and export keys
/// (ASIO_TLS_LEGACY).
bool has_legacy() noexcept;

/// For errors about a version or suite that the library may lack because of that.
inline constexpr std::string_view lacks_legacy =
    "this library is built without TLS 1.0, TLS 1.1 and their cipher suites (ASIO_TLS_LEGACY=OFF)";

} // namespace tls

#endif
