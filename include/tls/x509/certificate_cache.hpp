// A cache of parsed peer certificates.

#ifndef TLS_X509_CERTIFICATE_CACHE_HPP
#define TLS_X509_CERTIFICATE_CACHE_HPP

#include <tls/x509/certificate.hpp>

#include <mutex>
#include <optional>
#include <vector>

#pragma GCC visibility push(default)

namespace tls::x509 {

/// Lets connections to the same peer share its parsed certificates. Otherwise each connection would parse and keep its
/// own copy, which takes as much memory as the rest of an idle connection.
///
/// Only certificates of accepted chains are cached, so that an attacker cannot displace useful ones, and only up to
/// max_size. The key is the whole DER encoding, so a cached certificate is exactly the one that was sent; the cache
/// stores no verdict on it. Thread-safe.
class certificate_cache {
public:
    /// The size limit of the DER encoding, in bytes. Larger certificates are not cached.
    static constexpr std::size_t max_size = 4096;

    /// Makes a cache for at most `max_entries` certificates. When it is full, each new one replaces the oldest.
    explicit certificate_cache(std::size_t max_entries = 64) noexcept : most_(max_entries) {}
    certificate_cache(const certificate_cache&) = delete;
    certificate_cache& operator=(const certificate_cache&) = delete;

    std::optional<certificate> find(byte_view der) const;
    void add(const certificate&);
    std::size_t size() const;

private:
    const certificate* find_locked(byte_view der) const;

    const std::size_t most_;
    mutable std::mutex mutex_;
    std::vector<certificate> certificates_; ///< a ring: once it is full, `oldest_` is replaced next
    std::size_t oldest_ = 0;
};

} // namespace tls::x509

#pragma GCC visibility pop

#endif
