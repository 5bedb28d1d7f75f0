// Signatures of certificates that were found good before.

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

/// Remembers that a certificate's signature was made by a key, so that it need not be verified again for every
/// connection. Only this is remembered, which never becomes untrue: validity, revocation, names and every other rule
/// are looked at each time; and only links of paths that reached an anchor, so that strangers cannot crowd out
/// what is of use. Failures are not remembered.
///
/// What is kept is a SHA-256 digest of key and certificate, 32 bytes each. Thread-safe.
class verified_link_cache {
public:
    using link = std::array<std::uint8_t, 32>;

    /// Holds at most `most` links; then the oldest goes for each new one. Takes no memory before there are any.
    explicit verified_link_cache(std::size_t most = 1024) noexcept : most_(most) {}
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
    std::vector<link> by_age_; ///< a ring: once full, `oldest_` is the next to go
    std::size_t oldest_ = 0;
};

} // namespace tls::x509

#pragma GCC visibility pop

#endif
