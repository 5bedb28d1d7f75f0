#include <tls/x509/verified_link_cache.hpp>

namespace tls::x509 {

bool verified_link_cache::contains(const link& l) const
{
    std::lock_guard lock(mutex_);
    return links_.contains(l);
}

void verified_link_cache::add(const link& l)
{
    std::lock_guard lock(mutex_);
    if (most_ == 0 || links_.contains(l))
        return;
    if (by_age_.size() < most_) {
        by_age_.push_back(l);
    } else {
        links_.erase(by_age_[oldest_]);
        by_age_[oldest_] = l;
        oldest_ = (oldest_ + 1) % most_;
    }
    links_.insert(l);
}

std::size_t verified_link_cache::size() const
{
    std::lock_guard lock(mutex_);
    return links_.size();
}

} // namespace tls::x509
