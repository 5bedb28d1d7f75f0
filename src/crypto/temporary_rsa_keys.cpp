#include "crypto/temporary_rsa_keys.hpp"

#include "algorithms/cryptopp/rsa_export.hpp"
#include "algorithms/nettle/rows.hpp"

#include <stdexcept>
#include <utility>

namespace tls {
namespace {

std::shared_ptr<const temporary_rsa_key> make_key(random_source& random)
{
    const auto key = cryptopp::generate_export_key(random);
    const auto constant_time = nettle::export_rsa_decryption();
    // Without Nettle, the time of a decryption reveals something about the plaintext. That is as nothing beside the
    // size of the key, and no other key is decrypted so.
    auto secret = constant_time != nullptr ? constant_time(key) : cryptopp::make_export_decrypter(key);
    return std::make_shared<const temporary_rsa_key>(temporary_rsa_key{key.public_part, std::move(secret)});
}

} // namespace

std::optional<bytes> encrypt_to_temporary_rsa_key(const public_key& key, byte_view premaster_secret,
                                                  random_source& random)
{
    return cryptopp::encrypt_with_export_key(key, premaster_secret, random);
}

temporary_rsa_keys::temporary_rsa_keys(rules r, random_source& random, request on_missing)
    : rules_(r), random_(random), on_missing_(std::move(on_missing))
{
    if (rules_.max_uses == 0 || rules_.max_age <= std::chrono::seconds(0) || rules_.spare_keys > max_spare_keys)
        throw std::length_error("temporary_rsa_keys: max_uses and max_age must be positive, spare_keys at most 16");
}

temporary_rsa_keys::temporary_rsa_keys() : temporary_rsa_keys(rules{}) {}

/// A clock that was set back must not keep a key alive.
bool temporary_rsa_keys::is_spent(time_point now) const noexcept
{
    return current_ == nullptr || uses_ >= rules_.max_uses || now < in_use_since_ ||
           now - in_use_since_ >= rules_.max_age;
}

std::shared_ptr<const temporary_rsa_key> temporary_rsa_keys::current(time_point now)
{
    std::unique_lock lock(mutex_);
    if (is_spent(now) && spare_.empty()) {
        lock.unlock();
        auto made = make_key(random_);
        lock.lock();
        // Another thread may have made one meanwhile.
        if (is_spent(now))
            spare_.push_back(std::move(made));
    }
    if (is_spent(now)) {
        current_ = std::move(spare_.front());
        spare_.pop_front();
        uses_ = 0;
        in_use_since_ = now;
    }
    ++uses_;
    auto result = current_;
    const bool ask = on_missing_ && !asked_ && spare_.size() < rules_.spare_keys;
    asked_ |= ask;
    lock.unlock();
    if (!ask)
        return result;
    try {
        on_missing_();
    } catch (...) {
        // A handshake does not fail because nobody makes keys for later ones.
        lock.lock();
        asked_ = false;
    }
    return result;
}

void temporary_rsa_keys::refill()
{
    std::unique_lock lock(mutex_);
    asked_ = false;
    while (spare_.size() < rules_.spare_keys) {
        lock.unlock();
        auto made = make_key(random_);
        lock.lock();
        if (spare_.size() < rules_.spare_keys)
            spare_.push_back(std::move(made));
    }
}

std::size_t temporary_rsa_keys::ready() const
{
    const std::lock_guard lock(mutex_);
    return spare_.size();
}

} // namespace tls
