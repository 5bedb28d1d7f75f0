// Settings of a connection to Redis.

#ifndef TLS_IMPL_REDIS_SETTINGS_HPP
#define TLS_IMPL_REDIS_SETTINGS_HPP

#include <tls/config.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

#pragma GCC visibility push(default)

namespace tls {

/// Settings of a redis_client.
struct redis_settings {
    /// @name The server: a Unix socket if there is one, else host and port. The connection is not encrypted: use a Unix
    /// socket, loopback or a private network.
    /// @{
    std::string unix_socket;
    std::string host = "127.0.0.1"; ///< name or IP address
    std::uint16_t port = 6379;
    /// @}

    std::string username; ///< for AUTH; empty: the default user
    std::string password; ///< for AUTH; empty: none
    unsigned database = 0;
    /// The beginning of each key. Servers with the same prefix share their sessions and their record of early data.
    std::string key_prefix = "asio-tls:";

    /// A lookup calls back without a session, or an insertion without success, if Redis has not answered within this
    /// time.
    std::chrono::milliseconds deadline{100};
    std::chrono::milliseconds connect_timeout{1'000}; ///< for connecting and logging in
    /// @name Time between attempts to connect: doubled after each failure. Requests fail at once meanwhile.
    /// @{
    std::chrono::milliseconds min_pause{50};
    std::chrono::milliseconds max_pause{5'000};
    /// @}
    /// @name Limits for requests that wait for a reply. Further ones fail at once.
    /// @{
    std::size_t max_pending = 1024;
    std::size_t max_pending_bytes = 8 * 1024 * 1024;
    /// @}

    /// Called on the executor with a message for the log when a connection fails: "Redis server 127.0.0.1:6379 cannot
    /// be reached: Connection refused". Must not throw.
    std::function<void(const std::string&)> on_failure;
};

} // namespace tls

#pragma GCC visibility pop

#endif
