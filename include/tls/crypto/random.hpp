// Where random bytes come from.

#ifndef TLS_CRYPTO_RANDOM_HPP
#define TLS_CRYPTO_RANDOM_HPP

#include <tls/bytes.hpp>

#pragma GCC visibility push(default)

namespace tls {

/// A source of random bytes fit for keys. An implementation used by a context that serves
/// several threads must be safe to call from all of them at once.
class random_source {
public:
    virtual ~random_source() = default;

    /// Fills `out`. Throws if the source fails: it never returns weak bytes.
    virtual void fill(byte_span out) = 0;
};

/// The operating system's generator (getrandom). Thread-safe, lives as long as the program.
random_source& system_random() noexcept;

} // namespace tls

#pragma GCC visibility pop

#endif
