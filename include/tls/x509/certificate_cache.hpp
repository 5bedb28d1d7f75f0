// Certificates that peers sent before, parsed.

#ifndef TLS_X509_CERTIFICATE_CACHE_HPP
#define TLS_X509_CERTIFICATE_CACHE_HPP

#include <tls/x509/certificate.hpp>

#include <mutex>
#include <optional>
#include <vector>

#pragma GCC visibility push(default)

namespace tls::x509 {

/// Lets the connections to one peer share its certificates, which otherwise each would parse and keep: as much memory
/// as all else that an idle connection has. Certificates of accepted chains are kept, so that strangers cannot crowd
/// out what is of use, and only of usual sizes. A certificate is found by all its bytes, and says nothing but what is
/// in them. Thread-safe.
class certificate_cache {
public:
    /// Larger certificates (DER, bytes) are not kept.
    static constexpr std::size_t max_size = 4096;

    /// Holds at most `most` certificates; then the oldest goes for each new one.
    explicit certificate_cache(std::size_t most = 64) noexcept : most_(most) {}
    certificate_cache(const certificate_cache&) = delete;
    certificate_cache& operator=(const certificate_cache&) = delete;

    std::optional<certificate> find(byte_view der) const;
    void add(const certificate&);
    std::size_t size() const;

private:
    const certificate* find_locked(byte_view der) const;

    const std::size_t most_;
    mutable std::mutex mutex_;
    std::vector<certificate> certificates_; ///< a ring: once full, `oldest_` is the next to go
    std::size_t oldest_ = 0;
};

} // namespace tls::x509

#pragma GCC visibility pop

#endif
