// Ephemeral key pairs that are made before they are needed.

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

/// Keeps fresh key pairs of some groups at hand, so that a handshake need not wait while one is computed. Each is
/// handed out once. When none is left the handshake makes its own, as it does without a pool.
///
/// The work is done by whoever calls refill(); context::prepare_key_shares has an executor do it. Forward secrecy stays
/// what it is: a key pair is of one connection, and wipes itself. But its secret is in memory from when it was made,
/// not from when the connection began.
///
/// A process made by fork() has copies of the key pairs, which both might use: there the pool gives none out, for
/// ever. (One made in another way, without the handlers of pthread_atfork, is known by its number alone.)
///
/// Thread-safe.
class key_share_pool {
public:
    static constexpr std::size_t max_size = 1024;

    /// Called when key pairs are missing, unless what an earlier call asked for is still under way. By whoever takes
    /// one, which is the thread that drives a connection: it must not make keys itself, but see to it that refill() is
    /// called until that returns false.
    using request = std::function<void()>;

    /// Keeps up to `most` pairs of each of these groups, once they are wanted. Rows are copied. `random` must be usable
    /// as long as refill() may be called. Throws std::length_error above max_size.
    key_share_pool(std::span<const key_exchange_group> groups, std::size_t most, random_source& random,
                   request on_missing = {});
    key_share_pool(const key_share_pool&) = delete;
    key_share_pool& operator=(const key_share_pool&) = delete;

    /// Has key pairs of a group made from now on. take() does so too; a group that no peer uses costs nothing.
    void want(const key_exchange_group&);

    /// A key pair that nobody else gets, the oldest; null if none of this group is at hand.
    std::unique_ptr<key_exchange> take(const key_exchange_group&);

    /// Makes up to `count` key pairs of what is missing. Returns whether more is. If the random source or a group
    /// throws, that passes through, after give_up().
    bool refill(std::size_t count);

    /// Whoever was asked does not go on: the next who finds key pairs missing asks again.
    void give_up();

    /// How many key pairs of a group are at hand.
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
    const unsigned forks_before_; ///< between the first process that made a pool and this one
    mutable std::mutex mutex_;
    std::deque<shelf> shelves_; ///< one per group; their number stays
    bool asked_ = false;        ///< on_missing_ was called, and what it asked for is not done yet
};

} // namespace tls

#pragma GCC visibility pop

#endif
