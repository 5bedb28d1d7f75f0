#include <tls/x509/certificate_cache.hpp>

#include <algorithm>

namespace tls::x509 {

const certificate* certificate_cache::find_locked(byte_view der) const
{
    auto found = std::ranges::find_if(certificates_, [&](const certificate& c) {
        return c.der().size() == der.size() && std::ranges::equal(c.der(), der);
    });
    return found == certificates_.end() ? nullptr : &*found;
}

std::optional<certificate> certificate_cache::find(byte_view der) const
{
    std::lock_guard lock(mutex_);
    const auto* found = find_locked(der);
    return found != nullptr ? std::optional(*found) : std::nullopt;
}

void certificate_cache::add(const certificate& c)
{
    std::lock_guard lock(mutex_);
    if (most_ == 0 || c.der().size() > max_size || find_locked(c.der()) != nullptr)
        return;
    if (certificates_.size() < most_) {
        certificates_.push_back(c);
        return;
    }
    certificates_[oldest_] = c;
    oldest_ = (oldest_ + 1) % most_;
}

std::size_t certificate_cache::size() const
{
    std::lock_guard lock(mutex_);
    return certificates_.size();
}

} // namespace tls::x509
