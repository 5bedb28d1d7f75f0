// Random number sources.

#ifndef TLS_CRYPTO_RANDOM_HPP
#define TLS_CRYPTO_RANDOM_HPP

#include <tls/bytes.hpp>

#pragma GCC visibility push(default)

namespace tls {

/// A source of cryptographically secure random bytes. If several threads use the same context, its
/// random_source must be thread-safe.
class random_source {
public:
    virtual ~random_source() = default;

    /// Fills `out`. Throws if the source fails; it never returns weak random bytes.
    virtual void fill(byte_span out) = 0;
};

/// Returns the operating system's generator (getrandom). Thread-safe; lives as long as the program.
random_source& system_random() noexcept;

} // namespace tls

#pragma GCC visibility pop

#endif
