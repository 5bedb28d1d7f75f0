// A client's cache of sessions.

#ifndef TLS_CLIENT_SESSION_CACHE_HPP
#define TLS_CLIENT_SESSION_CACHE_HPP

#include <tls/session.hpp>

#include <chrono>
#include <cstddef>
#include <memory>
#include <string_view>

#pragma GCC visibility push(default)

namespace tls {

/// Keeps sessions of a client in memory, for its next connections to the same servers. Bounded: it drops the least
/// recently used servers. Sharded: many threads may use it at the same time.
class client_session_cache {
public:
    /// Keeps the sessions of up to `max_servers` servers, and up to `max_tickets` sessions of each. Each shard has an
    /// equal part of the servers; a cache for fewer than 256 has one shard. Throws std::invalid_argument for zeros.
    explicit client_session_cache(std::size_t max_servers = 1024, std::size_t max_tickets = 4);
    ~client_session_cache();
    client_session_cache(const client_session_cache&) = delete;
    client_session_cache& operator=(const client_session_cache&) = delete;

    /// Adds a session. `key` names server and settings, see engine::set_session_peer. A TLS 1.2 session replaces the
    /// earlier one of that key. Beyond `max_tickets` the oldest session is dropped. Ignores an empty session.
    void insert(std::string_view key, session);
    /// Returns the newest session of a key that has not expired at `now`; an empty session if there is none. Removes it
    /// from the cache if it is for single use, or with `reuse` keeps it.
    session take(std::string_view key, std::chrono::system_clock::time_point now, bool reuse = false);
    /// Drops a session, because its connection failed or the server did not accept it.
    void erase(std::string_view key, const session&);
    void clear();
    /// Returns the number of sessions.
    std::size_t size() const;

private:
    struct impl;
    std::unique_ptr<impl> impl_;
};

} // namespace tls

#pragma GCC visibility pop

#endif
