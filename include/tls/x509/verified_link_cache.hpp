// A cache of certificate signatures that have been verified.

#ifndef TLS_X509_VERIFIED_LINK_CACHE_HPP
#define TLS_X509_VERIFIED_LINK_CACHE_HPP

#include <tls/config.hpp>

#include <array>
#include <cstdint>
#include <cstring>
#include <mutex>
#include <unordered_set>
#include <vector>

#pragma GCC visibility push(default)

namespace tls::x509 {

/// Remembers which key signed a certificate, so that the signature is not verified again for every connection.
///
/// Caches only this fact, which never becomes untrue. Validity, revocation, names and all other rules are checked each
/// time. Only links of paths that reached an anchor are cached, so that an attacker cannot displace useful ones.
/// Failures are not cached.
///
/// An entry is a SHA-256 digest of key and certificate, 32 bytes. Thread-safe.
class verified_link_cache {
public:
    using link = std::array<std::uint8_t, 32>;

    /// Makes a cache for at most `max_entries` links. When it is full, each new one replaces the oldest. An empty cache
    /// takes no memory.
    explicit verified_link_cache(std::size_t max_entries = 1024) noexcept : most_(max_entries) {}
    verified_link_cache(const verified_link_cache&) = delete;
    verified_link_cache& operator=(const verified_link_cache&) = delete;

    bool contains(const link&) const;
    void add(const link&);
    std::size_t size() const;

private:
    struct first_bytes {
        std::size_t operator()(const link& l) const noexcept
        {
            std::size_t first;
            std::memcpy(&first, l.data(), sizeof first);
            return first;
        }
    };

    const std::size_t most_;
    mutable std::mutex mutex_;
    std::unordered_set<link, first_bytes> links_;
    std::vector<link> by_age_; ///< a ring: once it is full, `oldest_` is replaced next
    std::size_t oldest_ = 0;
};

} // namespace tls::x509

#pragma GCC visibility pop

#endif
