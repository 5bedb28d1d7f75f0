#include "ocsp/response_cache.hpp"

namespace tls::ocsp {

const response_cache::entry* response_cache::find(const bytes& key, x509::time_point now)
{
    auto found = by_key_.find(key);
    if (found == by_key_.end())
        return nullptr;
    if (now >= found->second->second.until) {
        erase(key);
        return nullptr;
    }
    by_use_.splice(by_use_.begin(), by_use_, found->second);
    return &found->second->second;
}

void response_cache::put(const bytes& key, entry added)
{
    erase(key);
    if (max_size_ == 0)
        return;
    if (by_use_.size() == max_size_)
        erase(bytes(by_use_.back().first));
    by_use_.emplace_front(key, std::move(added));
    by_key_[key] = by_use_.begin();
}

void response_cache::erase(const bytes& key)
{
    auto found = by_key_.find(key);
    if (found == by_key_.end())
        return;
    by_use_.erase(found->second);
    by_key_.erase(found);
}

} // namespace tls::ocsp
