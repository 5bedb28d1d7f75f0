// A cache of OCSP responses.

#ifndef TLS_SRC_OCSP_RESPONSE_CACHE_HPP
#define TLS_SRC_OCSP_RESPONSE_CACHE_HPP

#include <tls/bytes.hpp>
#include <tls/x509/certificate.hpp>

#include <list>
#include <map>
#include <string>

namespace tls::ocsp {

/// Caches up to `max_size` responses by the key of their certificate. When it is full, a new entry replaces the least
/// recently used one. Not thread-safe.
class response_cache {
public:
    /// A response, or the reason why there is none.
    struct entry {
        bytes response;
        std::string failure;
        x509::time_point until{}; ///< the entry expires at this time
    };

    explicit response_cache(std::size_t max_size) : max_size_(max_size) {}

    /// Returns the entry, or null if there is none or it has expired. Valid until the next call.
    const entry* find(const bytes& key, x509::time_point now);
    void put(const bytes& key, entry);
    void erase(const bytes& key);

private:
    using entries = std::list<std::pair<bytes, entry>>;

    std::size_t max_size_;
    entries by_use_; ///< most recently used first
    std::map<bytes, entries::iterator> by_key_;
};

} // namespace tls::ocsp

#endif
