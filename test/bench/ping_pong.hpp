// Round trips of small messages over any kind of stream.

#ifndef TLS_TEST_BENCH_PING_PONG_HPP
#define TLS_TEST_BENCH_PING_PONG_HPP

#include "endpoints.hpp"

#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>

#include <array>
#include <cstdint>
#include <functional>
#include <utility>

namespace bench {

/// Sends 64 bytes back and forth repeatedly, with both ends in one thread.
template <class Stream>
class ping_pong {
public:
    ping_pong(asio::io_context& io, Stream& client, Stream& server) : io_(io), client_(client), server_(server) {}
    ping_pong(const ping_pong&) = delete;
    ping_pong& operator=(const ping_pong&) = delete;

    std::uint64_t round_trips() const { return round_trips_; }

    /// Runs until `go_on` returns false, then finishes the current round trip.
    void run(std::function<bool()> go_on)
    {
        go_on_ = std::move(go_on);
        start();
        io_.restart();
        io_.run();
    }

private:
    // Each end has one operation pending at a time, like a real program.
    void start()
    {
        under_way_ = 2;
        asio::async_write(client_, asio::buffer(there_), [this](const error_code& error, std::size_t) {
            check("write", error);
            asio::async_read(client_, asio::buffer(there_), finisher());
        });
        asio::async_read(server_, asio::buffer(back_), [this](const error_code& error, std::size_t) {
            check("read", error);
            asio::async_write(server_, asio::buffer(back_), finisher());
        });
    }

    auto finisher()
    {
        return [this](const error_code& error, std::size_t) {
            check("round trip", error);
            if (--under_way_ == 0)
                finish();
        };
    }

    void finish()
    {
        ++round_trips_;
        if (go_on_())
            start();
        else
            io_.stop();
    }

    asio::io_context& io_;
    Stream& client_;
    Stream& server_;
    std::array<char, 64> there_{};
    std::array<char, 64> back_{};
    std::function<bool()> go_on_;
    unsigned under_way_ = 0; ///< ends that have not finished this round trip
    std::uint64_t round_trips_ = 0;
};

} // namespace bench

#endif
