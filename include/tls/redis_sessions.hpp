// Sessions and the record of early data in Redis, for servers in several processes or on several machines.
//
// Opt-in: link asio-tls::redis. It uses hiredis, the C client that Debian 12 packages (libhiredis-dev), for Redis's
// protocol only. The connection is Asio's, because hiredis's own (0.14) blocks while it resolves names and raises
// SIGPIPE when the server has gone. All code is compiled in the program, so any version of Asio will do.

#ifndef TLS_REDIS_SESSIONS_HPP
#define TLS_REDIS_SESSIONS_HPP

#include <tls/impl/redis_connection.hpp>
#include <tls/replay_record.hpp>
#include <tls/session_store.hpp>

#pragma GCC visibility push(default)

namespace tls {

/// A connection to one Redis server (6.2 or later), which a redis_session_store and a redis_replay_record may share.
/// It is made again when it fails. Never blocks. Thread-safe.
///
/// Its work runs on the executor, whose context must outlive it. The connection counts as outstanding work until the
/// client is destroyed. Requests complete when the context runs.
class redis_client {
public:
    explicit redis_client(const boost::asio::any_io_executor& executor, redis_settings settings = {})
        : connection_(std::make_shared<detail::redis_connection>(executor, std::move(settings)))
    {
        connection_->start();
    }
    ~redis_client() { connection_->close(); }
    redis_client(const redis_client&) = delete;
    redis_client& operator=(const redis_client&) = delete;

    /// For the library.
    detail::redis_connection& connection() const noexcept { return *connection_; }

private:
    std::shared_ptr<detail::redis_connection> connection_;
};

namespace detail {

inline constexpr std::chrono::seconds max_time_in_redis = std::chrono::hours(7 * 24);

/// Returns the prefix, a letter for the kind of content, and the ID in hexadecimal digits.
inline std::string redis_key(const redis_connection& connection, char kind, byte_view id)
{
    constexpr char digits[] = "0123456789abcdef";
    std::string key = connection.settings().key_prefix;
    key.reserve(key.size() + 2 + 2 * id.size());
    key += kind;
    key += ':';
    for (auto byte : id) {
        key += digits[byte >> 4];
        key += digits[byte & 15];
    }
    return key;
}

} // namespace detail

/// Keeps sessions in Redis. Any failure of Redis costs full handshakes, each delayed by at most the deadline of the
/// settings. A session that another server has just stored may not be found yet. Settings should have ticket keys, too,
/// shared by all servers: then Redis sees only sealed sessions.
///
/// Redis removes expired sessions. Let it remove others when its memory is full (maxmemory-policy volatile-lru).
class redis_session_store final : public session_store {
public:
    explicit redis_session_store(std::shared_ptr<redis_client> client) : client_(std::move(client)) {}

    void insert(byte_view id, byte_view content, std::chrono::seconds lifetime) override
    {
        if (!is_valid(id) || content.size() > max_content_size || lifetime <= std::chrono::seconds(0))
            return;
        const std::chrono::milliseconds kept = std::min(lifetime, detail::max_time_in_redis);
        client_->connection().submit({"SET", key(id), as_text(content), "PX", std::to_string(kept.count())}, nullptr);
    }

    void async_find(byte_view id, bool take, find_completion complete) override
    {
        if (!is_valid(id))
            return complete(std::nullopt);
        client_->connection().submit(
            {take ? "GETDEL" : "GET", key(id)}, [complete = std::move(complete)](const detail::redis_reply& reply) {
                if (reply.kind != detail::redis_reply::type::text || reply.text.size() > max_content_size)
                    return complete(std::nullopt);
                const auto found = as_bytes(reply.text);
                complete(secure_bytes(found.begin(), found.end()));
            });
    }

    void erase(byte_view id) override
    {
        if (is_valid(id))
            client_->connection().submit({"DEL", key(id)}, nullptr);
    }

private:
    static constexpr std::size_t max_content_size = 64 * 1024;

    static bool is_valid(byte_view id) noexcept { return !id.empty() && id.size() <= 32; }
    std::string key(byte_view id) const { return detail::redis_key(client_->connection(), 's', id); }

    std::shared_ptr<redis_client> client_;
};

/// Keeps the record of early data in Redis. While Redis does not answer, all early data is refused.
///
/// A Redis server that has lost its memory knows no earlier values, so early data is also refused for one window after
/// the server's start, or after the connection if the user may not use INFO. This does not cover other losses: run one
/// server without failover to replicas, which may lack the latest values; let it remove no keys when its memory is full
/// (maxmemory-policy noeviction, the default: then it refuses new values); and do not set its clock forward.
class redis_replay_record final : public replay_record {
public:
    explicit redis_replay_record(std::shared_ptr<redis_client> client) : client_(std::move(client)) {}

    void async_insert(byte_view value, std::chrono::milliseconds window, completion complete) override
    {
        if (value.size() != 32 || window <= std::chrono::milliseconds(0) || window > detail::max_time_in_redis)
            return complete(false);
        const auto key = detail::redis_key(client_->connection(), 'r', value);
        client_->connection().submit({"SET", key, "", "NX", "PX", std::to_string(window.count())},
                                     [complete = std::move(complete), window](const detail::redis_reply& reply) {
                                         const auto was_set = reply.kind == detail::redis_reply::type::status;
                                         const auto known = std::chrono::steady_clock::now() - reply.running_since;
                                         complete(was_set && known > window);
                                     });
    }

private:
    std::shared_ptr<redis_client> client_;
};

} // namespace tls

#pragma GCC visibility pop

#endif
