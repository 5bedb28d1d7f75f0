// What responders said, as long as it may be used.

#ifndef TLS_SRC_OCSP_RESPONSE_CACHE_HPP
#define TLS_SRC_OCSP_RESPONSE_CACHE_HPP

#include <tls/bytes.hpp>
#include <tls/x509/certificate.hpp>

#include <list>
#include <map>
#include <string>

namespace tls::ocsp {

/// Responses by the certificate that they are about, so many at most: the one that was not asked for the longest makes
/// room. Not thread-safe.
class response_cache {
public:
    /// A response, or why there is none.
    struct entry {
        bytes response;
        std::string failure;
        x509::time_point until{}; ///< when it may not be used any more
    };

    explicit response_cache(std::size_t max_size) : max_size_(max_size) {}

    /// Null if there is none, or none any more. Valid until the next call.
    const entry* find(const bytes& key, x509::time_point now);
    void put(const bytes& key, entry);
    void erase(const bytes& key);

private:
    using entries = std::list<std::pair<bytes, entry>>;

    std::size_t max_size_;
    entries by_use_; ///< the one asked for last is first
    std::map<bytes, entries::iterator> by_key_;
};

} // namespace tls::ocsp

#endif
