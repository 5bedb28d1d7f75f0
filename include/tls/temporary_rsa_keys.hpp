// Temporary RSA keys for export suites, made before handshakes need them.

#ifndef TLS_TEMPORARY_RSA_KEYS_HPP
#define TLS_TEMPORARY_RSA_KEYS_HPP

#include <tls/crypto/keys.hpp>
#include <tls/crypto/random.hpp>
#include <tls/crypto/signature_scheme.hpp>

#include <chrono>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>

#pragma GCC visibility push(default)

namespace tls {

/// A temporary 512-bit RSA key. Immutable and thread-safe.
struct temporary_rsa_key {
    public_key public_part;
    std::unique_ptr<const decrypter> secret;
};

/// A server's temporary RSA keys for RSA_EXPORT suites (RFC 2246 section 7.4.3 and appendix D.1). One key serves many
/// handshakes, and each handshake signs it. After `max_uses` handshakes, or at `max_age`, a spare key replaces it.
/// refill() makes spare keys. If none is left, the handshake makes a key itself, which takes some milliseconds.
///
/// A 512-bit modulus can be factored in hours for a few dollars (FREAK, CVE-2015-0204). An attacker who does so can
/// read all connections that used the key.
///
/// Thread-safe.
class temporary_rsa_keys {
public:
    static constexpr std::size_t max_spare_keys = 16;

    /// When a key is replaced.
    struct rules {
        unsigned max_uses = 500;                              ///< appendix D.1 suggests 500; at least 1
        std::chrono::seconds max_age = std::chrono::hours(1); ///< above 0; appendix D.1 suggests a day at most
        std::size_t spare_keys = 1;                           ///< to keep ready; at most max_spare_keys
    };

    /// Called when spare keys are missing, unless refill() has not run since the last call. Runs in the thread that
    /// called current(). Must not make keys itself: it arranges for another thread, or a later time, to call refill().
    using request = std::function<void()>;

    /// Makes no key yet. `random` must outlive the object. Throws std::length_error if a rule is out of its range.
    explicit temporary_rsa_keys(rules, random_source& random = system_random(), request on_missing = {});
    /// The same with the default rules.
    temporary_rsa_keys();
    temporary_rsa_keys(const temporary_rsa_keys&) = delete;
    temporary_rsa_keys& operator=(const temporary_rsa_keys&) = delete;

    /// Counts one use and returns the key for it. `now` is the time by the caller's clock. Throws if the random source
    /// does.
    std::shared_ptr<const temporary_rsa_key> current(std::chrono::system_clock::time_point now);

    /// Makes the spare keys that are missing; each takes some milliseconds. A background thread may call it. Throws if
    /// the random source does.
    void refill();

    /// Returns the number of spare keys.
    std::size_t ready() const;

private:
    using time_point = std::chrono::system_clock::time_point;

    bool is_spent(time_point now) const noexcept;

    const rules rules_;
    random_source& random_;
    const request on_missing_;
    mutable std::mutex mutex_;
    std::shared_ptr<const temporary_rsa_key> current_;
    unsigned uses_ = 0;
    time_point in_use_since_;
    std::deque<std::shared_ptr<const temporary_rsa_key>> spare_;
    bool asked_ = false; ///< on_missing_ was called, and refill() has not run since
};

} // namespace tls

#pragma GCC visibility pop

#endif
