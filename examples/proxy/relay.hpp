// Carries bytes between two streams, both ways, until both have said all or nothing has moved for too long.

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

/// Runs from the last time that something moved.
class idle_clock {
public:
    idle_clock(const asio::any_io_executor& executor, std::chrono::milliseconds limit)
        : timer_(executor), limit_(limit), last_(std::chrono::steady_clock::now())
    {
    }

    void touch() { last_ = std::chrono::steady_clock::now(); }

    /// Completes when nothing has moved for as long as the limit.
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
    error_code ignored; // it may be gone; then reading says so
    socket.shutdown(tcp::socket::shutdown_send, ignored);
    co_return;
}

inline asio::awaitable<void> finish_sending(tls_stream& stream)
{
    co_await stream.async_close_write(use_awaitable);
    error_code ignored;
    stream.next_layer().shutdown(tcp::socket::shutdown_send, ignored);
}

/// What went through a connection, and what went wrong with it first.
struct traffic {
    std::uint64_t to_backend = 0, to_client = 0; ///< bytes
    error_code failure;
};

/// Copies until `from` has no more, and passes that on: `to` may go on talking. Over TLS only a close_notify is an
/// end; a connection that was cut is an error (stream_truncated), lest half a message be taken for a whole one.
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

/// The same, and notes what it fails with, unless something has failed before.
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

/// Both ways. Returns when both have ended in order, or either has failed.
template <class Client, class Backend>
asio::awaitable<void> relay(Client& client, Backend& backend, idle_clock& clock, traffic& seen)
{
    using namespace asio::experimental::awaitable_operators;
    auto there = copy(client, backend, clock, seen.to_backend, seen.failure);
    auto back = copy(backend, client, clock, seen.to_client, seen.failure);
    auto both = std::move(there) && std::move(back); // the failure of one cancels the other, which then fails too
    try {
        co_await std::move(both);
    } catch (const std::exception&) {
        if (!seen.failure)
            throw;
    }
}

} // namespace proxy

#endif
