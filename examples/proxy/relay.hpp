// Copies bytes between two streams, in both directions, until both have ended or the idle timeout expires.

#ifndef TLS_EXAMPLES_PROXY_RELAY_HPP
#define TLS_EXAMPLES_PROXY_RELAY_HPP

#include <tls/stream.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <chrono>
#include <cstdint>
#include <vector>

namespace proxy {

namespace asio = boost::asio;
using asio::use_awaitable;
using asio::ip::tcp;
using boost::system::error_code;
using boost::system::system_error;
using tls_stream = tls::stream<tcp::socket>;

/// An idle timeout: every transfer restarts it.
class idle_clock {
public:
    idle_clock(const asio::any_io_executor& executor, std::chrono::milliseconds limit)
        : timer_(executor), limit_(limit), last_(std::chrono::steady_clock::now())
    {
    }

    void touch() { last_ = std::chrono::steady_clock::now(); }

    /// Completes when nothing has been transferred for `limit`.
    asio::awaitable<void> expiry()
    {
        while (std::chrono::steady_clock::now() < last_ + limit_) {
            timer_.expires_at(last_ + limit_);
            co_await timer_.async_wait(use_awaitable);
        }
    }

private:
    asio::steady_timer timer_;
    std::chrono::milliseconds limit_;
    std::chrono::steady_clock::time_point last_;
};

inline asio::awaitable<void> finish_sending(tcp::socket& socket)
{
    error_code ignored; // a closed connection shows in the next read
    socket.shutdown(tcp::socket::shutdown_send, ignored);
    co_return;
}

inline asio::awaitable<void> finish_sending(tls_stream& stream)
{
    co_await stream.async_close_write(use_awaitable);
    error_code ignored;
    stream.next_layer().shutdown(tcp::socket::shutdown_send, ignored);
}

/// Byte counts and the first error of a connection.
struct traffic {
    std::uint64_t to_backend = 0, to_client = 0; ///< bytes
    error_code failure;
};

/// Copies until the end of `from`, then half-closes `to`, which may still send. Over TLS only close_notify is an end. A
/// cut connection is an error (stream_truncated): nobody must take half a message for a whole one (truncation attack).
template <class From, class To>
asio::awaitable<void> copy(From& from, To& to, idle_clock& clock, std::uint64_t& count)
{
    std::vector<std::uint8_t> data(32 * 1024);
    for (;;) {
        error_code error;
        const auto size = co_await from.async_read_some(asio::buffer(data), asio::redirect_error(use_awaitable, error));
        if (error == asio::error::eof)
            break;
        if (error)
            throw system_error(error);
        clock.touch();
        co_await asio::async_write(to, asio::buffer(data, size), use_awaitable);
        clock.touch();
        count += size;
    }
    co_await finish_sending(to);
}

/// Does the same, and stores its error in `failure` unless an error is stored already.
template <class From, class To>
asio::awaitable<void> copy(From& from, To& to, idle_clock& clock, std::uint64_t& count, error_code& failure)
{
    try {
        co_await copy(from, to, clock, count);
    } catch (const system_error& e) {
        if (!failure)
            failure = e.code();
        throw;
    }
}

/// Copies in both directions. Returns when both have ended cleanly, or one has failed.
template <class Client, class Backend>
asio::awaitable<void> relay(Client& client, Backend& backend, idle_clock& clock, traffic& counts)
{
    using namespace asio::experimental::awaitable_operators;
    auto upstream = copy(client, backend, clock, counts.to_backend, counts.failure);
    auto downstream = copy(backend, client, clock, counts.to_client, counts.failure);
    auto both = std::move(upstream) && std::move(downstream); // if one fails, the other is cancelled and fails, too
    try {
        co_await std::move(both);
    } catch (const std::exception&) {
        if (!counts.failure)
            throw;
    }
}

} // namespace proxy

#endif
