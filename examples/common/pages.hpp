// What tls_server answers to those who connect to it.

#ifndef TLS_EXAMPLES_COMMON_PAGES_HPP
#define TLS_EXAMPLES_COMMON_PAGES_HPP

#include "common/stream.hpp"

#include <cstdint>

namespace tool {

/// Sends a KeyUpdate whenever so many bytes of application data were written since the last.
class key_updater {
public:
    /// `interval` 0: never.
    key_updater(tls_stream& stream, std::uint64_t interval) : stream_(stream), interval_(interval) {}

    asio::awaitable<void> wrote(std::size_t bytes);

private:
    tls_stream& stream_;
    std::uint64_t interval_;
    std::uint64_t written_ = 0;
};

/// Sends back what it receives, until the peer has said all.
asio::awaitable<void> echo(tls_stream&, key_updater);

/// Answers HTTP/1.1 requests until the peer has no more, or wants the connection closed.
///
///     /bytes/N     N bytes: 0, 1, ... 250, 0, 1, ...
///     all others   what the connection negotiated, and size and SHA-256 of the request's body
asio::awaitable<void> answer_requests(tls_stream&, key_updater);

} // namespace tool

#endif
