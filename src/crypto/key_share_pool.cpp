#include <tls/key_share_pool.hpp>

#include <pthread.h>
#include <unistd.h>

#include <atomic>
#include <new>
#include <stdexcept>
#include <utility>

namespace tls {
namespace {

/// Counts forks. Comparing process ids is not enough: a copy may have the same id if it is the first process of a new
/// PID namespace.
std::atomic<unsigned> forks = 0;

/// Starts counting forks; returns the current count.
unsigned forks_until_now()
{
    static const bool counted = ::pthread_atfork(nullptr, nullptr, [] { ++forks; }) == 0;
    if (!counted)
        throw std::bad_alloc();
    return forks;
}

} // namespace

key_share_pool::key_share_pool(std::span<const key_exchange_group> groups, std::size_t max_pairs, random_source& random,
                               request on_missing)
    : most_(max_pairs),
      random_(random),
      on_missing_(std::move(on_missing)),
      owner_(::getpid()),
      forks_before_(forks_until_now())
{
    if (max_pairs > max_size)
        throw std::length_error("a key_share_pool keeps at most 1024 key pairs per group");
    for (auto& group : groups)
        shelves_.emplace_back(group);
}

bool key_share_pool::is_copy() const noexcept
{
    return forks != forks_before_ || ::getpid() != owner_;
}

/// Returns the index of the group's shelf, or the number of shelves. Compares `generate` as well, because another
/// registry may have a different row under the same code point, with incompatible key pairs.
std::size_t key_share_pool::find(const key_exchange_group& group) const noexcept
{
    std::size_t i = 0;
    while (i < shelves_.size() && (shelves_[i].group.id != group.id || shelves_[i].group.generate != group.generate))
        ++i;
    return i;
}

/// Returns the emptiest shelf that is not full, or the number of shelves. The mutex must be held.
std::size_t key_share_pool::find_missing() const noexcept
{
    auto found = shelves_.size();
    auto fewest = most_;
    for (std::size_t i = 0; i < shelves_.size(); ++i) {
        if (shelves_[i].wanted && shelves_[i].pairs.size() < fewest) {
            found = i;
            fewest = shelves_[i].pairs.size();
        }
    }
    return found;
}

void key_share_pool::want(const key_exchange_group& group)
{
    take_from_shelf(group, false);
}

std::unique_ptr<key_exchange> key_share_pool::take(const key_exchange_group& group)
{
    return take_from_shelf(group, true);
}

std::unique_ptr<key_exchange> key_share_pool::take_from_shelf(const key_exchange_group& group, bool pair_too)
{
    const auto i = find(group);
    // Check before locking: another thread may have held the mutex when the process was forked.
    if (i == shelves_.size() || is_copy())
        return nullptr;
    std::unique_lock lock(mutex_);
    auto& entry = shelves_[i];
    entry.wanted = true;
    std::unique_ptr<key_exchange> pair;
    if (pair_too && !entry.pairs.empty()) {
        pair = std::move(entry.pairs.front());
        entry.pairs.pop_front();
    }
    const bool ask_now = !asked_ && find_missing() != shelves_.size();
    asked_ |= ask_now;
    lock.unlock();
    if (ask_now)
        ask();
    return pair;
}

void key_share_pool::ask()
{
    try {
        if (on_missing_)
            on_missing_();
    } catch (...) {
        // A handshake does not fail because making key pairs for later ones failed.
        give_up();
    }
}

void key_share_pool::give_up()
{
    if (is_copy())
        return;
    std::lock_guard lock(mutex_);
    asked_ = false;
}

bool key_share_pool::refill(std::size_t count)
{
    if (is_copy())
        return false;
    try {
        return make_missing(count);
    } catch (...) {
        give_up();
        throw;
    }
}

bool key_share_pool::make_missing(std::size_t count)
{
    std::unique_lock lock(mutex_);
    for (;; --count) {
        const auto i = find_missing();
        if (i == shelves_.size()) {
            asked_ = false;
            return false;
        }
        if (count == 0)
            return true;
        lock.unlock();
        auto pair = shelves_[i].group.generate(random_);
        lock.lock();
        // Another thread may have filled the shelf meanwhile.
        if (shelves_[i].pairs.size() < most_)
            shelves_[i].pairs.push_back(std::move(pair));
    }
}

std::size_t key_share_pool::ready(const key_exchange_group& group) const
{
    const auto i = find(group);
    if (i == shelves_.size() || is_copy())
        return 0;
    std::lock_guard lock(mutex_);
    return shelves_[i].pairs.size();
}

} // namespace tls
