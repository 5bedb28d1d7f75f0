// The responses of tls_server.

#ifndef TLS_EXAMPLES_COMMON_PAGES_HPP
#define TLS_EXAMPLES_COMMON_PAGES_HPP

#include "common/stream.hpp"

#include <cstdint>

namespace tool {

/// Sends a KeyUpdate after every `interval` bytes of application data written.
class key_updater {
public:
    /// `interval` 0 means never.
    key_updater(tls_stream& stream, std::uint64_t interval) : stream_(stream), interval_(interval) {}

    asio::awaitable<void> wrote(std::size_t bytes);

private:
    tls_stream& stream_;
    std::uint64_t interval_;
    std::uint64_t written_ = 0;
};

/// Echoes received data until the peer sends close_notify.
asio::awaitable<void> echo(tls_stream&, key_updater);

/// Answers HTTP/1.1 requests until the peer sends no more, or asks to close the connection.
///
///     /bytes/N     N bytes: 0, 1, ... 250, 0, 1, ...
///     all others   the negotiated parameters, and size and SHA-256 of the request's body
///
/// Header lines may end in LF alone. A header may have 64 KiB. Answers a malformed request with status 400, and returns
/// the request's error.
asio::awaitable<error_code> answer_requests(tls_stream&, key_updater);

} // namespace tool

#endif
