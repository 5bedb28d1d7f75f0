// A pool of ephemeral key pairs, generated before handshakes need them.

#ifndef TLS_KEY_SHARE_POOL_HPP
#define TLS_KEY_SHARE_POOL_HPP

#include <tls/crypto/key_exchange_group.hpp>

#include <sys/types.h>

#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <span>

#pragma GCC visibility push(default)

namespace tls {

/// Keeps fresh key pairs of some groups ready, so that a handshake need not wait for key generation. Each pair is used
/// once. When the pool is empty, the handshake generates its own pair, as without a pool.
///
/// Callers of refill() do the work; context::prepare_key_shares has an executor call it. Forward secrecy is unaffected:
/// a key pair serves one connection and wipes itself. But its secret is in memory from its generation, not just from
/// the start of the connection.
///
/// A process made by fork() has copies of the key pairs. Parent and child must not use the same pair, so the child's
/// copy of the pool never returns one. (A process that was copied without running the pthread_atfork handlers is
/// recognized by its process ID alone.)
///
/// Thread-safe.
class key_share_pool {
public:
    static constexpr std::size_t max_size = 1024;

    /// Called when key pairs are missing and no earlier request is still in progress. Runs in the thread that called
    /// take() or want(), which is usually one that drives a connection. Must not generate keys itself: it must arrange
    /// for refill() to be called until refill() returns false.
    using request = std::function<void()>;

    /// Creates a pool of up to `most` pairs for each of these groups, once the group is wanted. Copies the group
    /// descriptors. `random` must stay usable as long as refill() may be called. Throws std::length_error if `most`
    /// exceeds max_size.
    key_share_pool(std::span<const key_exchange_group> groups, std::size_t most, random_source& random,
                   request on_missing = {});
    key_share_pool(const key_share_pool&) = delete;
    key_share_pool& operator=(const key_share_pool&) = delete;

    /// Marks a group as wanted: pairs of it are generated from now on. take() does so, too, so a group that no peer
    /// uses costs nothing.
    void want(const key_exchange_group&);

    /// Returns the oldest key pair of a group and removes it from the pool; null if there is none.
    std::unique_ptr<key_exchange> take(const key_exchange_group&);

    /// Generates up to `count` missing key pairs. Returns whether more are missing. If the random source or a group
    /// throws, calls give_up() and rethrows.
    bool refill(std::size_t count);

    /// Abandons the current request: the next caller that finds key pairs missing makes a new one.
    void give_up();

    /// Returns the number of key pairs of a group that are ready.
    std::size_t ready(const key_exchange_group&) const;

private:
    struct shelf {
        explicit shelf(const key_exchange_group& of) : group(of) {}

        key_exchange_group group;
        bool wanted = false;
        std::deque<std::unique_ptr<key_exchange>> pairs;
    };

    bool is_copy() const noexcept;
    std::size_t find(const key_exchange_group&) const noexcept;
    std::size_t find_missing() const noexcept;
    std::unique_ptr<key_exchange> take_from_shelf(const key_exchange_group&, bool pair_too);
    bool make_missing(std::size_t count);
    void ask();

    const std::size_t most_;
    random_source& random_;
    const request on_missing_;
    const pid_t owner_;
    const unsigned forks_before_; ///< forks between the process that made the first pool and this one
    mutable std::mutex mutex_;
    std::deque<shelf> shelves_; ///< one per group; their number is fixed
    bool asked_ = false;        ///< on_missing_ was called, and its request is still in progress
};

} // namespace tls

#pragma GCC visibility pop

#endif
