// A server's store of sessions.

#ifndef TLS_SESSION_STORE_HPP
#define TLS_SESSION_STORE_HPP

#include <tls/bytes.hpp>
#include <tls/crypto/secret.hpp>

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>

#pragma GCC visibility push(default)

namespace tls {

/// A server's store of sessions, by session ID (RFC 5246 section 7.3) or ticket (RFC 8446 section 8.1). Several
/// processes can share one if it keeps the sessions elsewhere. Implementations must be thread-safe, must not block and
/// must limit their memory and time: a lookup that takes too long should call back with no session, which costs a full
/// handshake.
///
/// The library seals the sessions before it stores them, if settings have ticket keys. Without ticket keys the store
/// sees secrets.
class session_store {
public:
    /// Call it once, from any thread, at once or later, with the session; without one if there is none.
    using find_completion = std::function<void(std::optional<secure_bytes>)>;

    virtual ~session_store() = default;

    /// Stores a session of up to 64 KiB under a random ID of 1 to 32 bytes, for up to 7 days. Replaces an earlier one
    /// with that ID. Failures are not reported: the session is then not found.
    virtual void insert(byte_view id, byte_view content, std::chrono::seconds lifetime) = 0;
    /// Looks a session up. With `take`, removes it too: of all callers, exactly one gets it.
    virtual void async_find(byte_view id, bool take, find_completion) = 0;
    /// Removes a session, because its connection failed.
    virtual void erase(byte_view id) = 0;
};

/// Keeps sessions in memory. Bounded: drops the least recently used. Sharded. Calls completions at once. Thread-safe.
class memory_session_store final : public session_store {
public:
    using clock_function = std::function<std::chrono::system_clock::time_point()>;

    /// Keeps up to `max_bytes` bytes of sessions, of which each has 256 bytes for its place in the store. Each shard
    /// has an equal part; a store of less than 514 KiB has one shard. Forgets sessions if the clock is set back to a
    /// time before they were stored. Throws std::invalid_argument for zero, and without a clock.
    explicit memory_session_store(std::size_t max_bytes = 16 * 1024 * 1024,
                                  clock_function = &std::chrono::system_clock::now);
    ~memory_session_store() override;

    void insert(byte_view id, byte_view content, std::chrono::seconds lifetime) override;
    void async_find(byte_view id, bool take, find_completion) override;
    void erase(byte_view id) override;
    /// Returns the number of sessions, including expired ones that have not been dropped yet.
    std::size_t size() const;

private:
    struct impl;
    std::unique_ptr<impl> impl_;
};

} // namespace tls

#pragma GCC visibility pop

#endif
