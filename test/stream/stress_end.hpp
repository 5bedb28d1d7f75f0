// One end of a connection of the stress test, which compares received data with the sent data byte by byte.

#ifndef TLS_TEST_STREAM_STRESS_END_HPP
#define TLS_TEST_STREAM_STRESS_END_HPP

#include "stream/faulty_stream.hpp"

#include <tls/stream.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/local/connect_pair.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/strand.hpp>

#include <array>
#include <atomic>
#include <random>
#include <string>

namespace tls::test {

namespace asio = boost::asio;

// The sizes are large enough to fill transports and output buffers, and small enough that the test ends within seconds,
// or within a minute under a sanitizer.
constexpr std::size_t max_write = 300'000; ///< bytes of one operation; the minimum is 0
constexpr std::size_t max_buffers = 100;   ///< buffers of one write, including empty ones
constexpr std::size_t max_read = 100'000;  ///< bytes
constexpr unsigned cancels_one_in = 3;     ///< completions that cancel the operation in the other direction
constexpr unsigned updates_one_in = 6;     ///< writes that are replaced by a KeyUpdate
constexpr std::chrono::seconds time_limit{300};

using local_socket = asio::local::stream_protocol::socket;

/// The data that all streams send, each from another start position.
inline byte_view test_data(std::size_t position, std::size_t size)
{
    constexpr std::size_t period = 1'000'003;
    static const bytes all = [] {
        auto data = pattern(period);
        data.insert(data.end(), data.begin(), data.begin() + max_write);
        return data;
    }();
    return byte_view(all).subspan(position % period, size);
}

inline void connect(faulty_stream& one, faulty_stream& other)
{
    one.connect(other);
}
inline void connect(local_socket& one, local_socket& other)
{
    asio::local::connect_pair(one, other);
}

struct totals {
    std::atomic<std::size_t> bytes{0}, cancelled{0}, key_updates{0}, resumed{0}, early{0}, done{0};
};

/// One end of a connection, on its own strand.
template <class NextLayer>
class end_of_pair {
public:
    end_of_pair(asio::io_context& io, const configuration& config, role r, std::size_t max, unsigned seed, totals& sum)
        : strand_(asio::make_strand(io)),
          stream_(strand_, std::make_shared<configuration>(config)),
          role_(r),
          has_sessions_(config.sessions.cache != nullptr),
          max_early_(config.sessions.max_early_data),
          random_(seed),
          to_send_(any(max)),
          from_(any(1'000'000)),
          sum_(sum)
    {
        if (role_ == role::client)
            stream_.set_server_name("localhost");
    }

    NextLayer& transport() { return stream_.next_layer(); }

    void start(end_of_pair& peer, unsigned connections)
    {
        peer_ = &peer;
        connections_ = connections;
        begin();
    }

    /// Returns a description of the failure, or an empty string.
    std::string failure() const
    {
        if (done_)
            return {};
        return (failure_.empty() ? "has not ended" : failure_) + " after " + std::to_string(sent_) + " bytes of " +
               std::to_string(to_send_) + " out, " + std::to_string(received_) + " of " +
               std::to_string(peer_->to_send_) + " in";
    }

private:
    void begin()
    {
        asio::post(strand_, [this] {
            sent_ = received_ = 0;
            directions_ended_ = 0;
            if (max_early_ == 0)
                handshake();
            else if (role_ == role::client)
                write_early();
            else
                read_early();
        });
    }

    std::size_t any(std::size_t max) { return std::uniform_int_distribution<std::size_t>(0, max)(random_); }
    bool one_in(unsigned n) { return any(n - 1) == 0; }

    /// Calls `then` with the error, the size, and whether the operation was cancelled. A cancellation is no error.
    template <class Then>
    auto handler(asio::cancellation_signal& mine, asio::cancellation_signal& other, Then then)
    {
        // Cancels some operations immediately after their start.
        if (one_in(4 * cancels_one_in))
            asio::post(strand_, [this, &mine] { cancel(mine); });
        return asio::bind_cancellation_slot(mine.slot(), [this, &other, then](error_code e, std::size_t n = 0) {
            const bool cancelled = e == asio::error::operation_aborted;
            sum_.cancelled += cancelled;
            if (one_in(cancels_one_in))
                cancel(other);
            then(cancelled ? error_code() : e, n, cancelled);
        });
    }

    void cancel(asio::cancellation_signal& signal)
    {
        constexpr asio::cancellation_type types[] = {asio::cancellation_type::terminal,
                                                     asio::cancellation_type::partial, asio::cancellation_type::total};
        signal.emit(types[any(2)]);
    }

    /// Sends the first data early, as far as the settings allow.
    void write_early()
    {
        const auto data = test_data(from_ + sent_, std::min(any(max_early_), to_send_ - sent_));
        stream_.async_write_early_some(
            asio::buffer(data.data(), data.size()),
            handler(write_signal_, read_signal_, [this](error_code e, std::size_t n, bool cancelled) {
                sent_ += n;
                if (e && e != error::reason::early_data_limit_reached)
                    return fail("write_early", e);
                !e && (cancelled || one_in(2)) ? write_early() : handshake();
            }));
    }

    void read_early()
    {
        space_.resize(any(max_read) + 1);
        stream_.async_read_early_some(asio::buffer(space_),
                                      handler(read_signal_, write_signal_, [this](error_code e, std::size_t n, bool) {
                                          if (!receive(n))
                                              return fail("read_early", asio::error::fault);
                                          if (e == asio::error::eof)
                                              return handshake();
                                          e ? fail("read_early", e) : read_early();
                                      }));
    }

    /// Returns whether the next `n` received bytes are the peer's.
    bool receive(std::size_t n)
    {
        const auto expected = test_data(peer_->from_ + received_, n);
        received_ += n;
        return std::equal(expected.begin(), expected.end(), space_.begin());
    }

    /// Counts sessions. Returns whether the handshake has resumed the session that the client has.
    bool check_session()
    {
        const auto& info = stream_.info();
        sum_.resumed += info.session_reused;
        sum_.early += info.early_data == early_data_status::accepted;
        if (info.early_data == early_data_status::rejected)
            sent_ = 0;
        return role_ == role::server || info.session_reused == has_sessions_;
    }

    void handshake()
    {
        stream_.async_handshake(role_ == role::client ? stream_base::client : stream_base::server,
                                handler(write_signal_, read_signal_, [this](error_code e, std::size_t, bool cancelled) {
                                    if (e)
                                        return fail("handshake", e);
                                    if (cancelled)
                                        return handshake();
                                    if (!check_session())
                                        return fail("resumption", asio::error::fault);
                                    read();
                                    write();
                                }));
    }

    void read()
    {
        space_.resize(any(max_read) + 1);
        auto part = any(space_.size());
        std::array<asio::mutable_buffer, 2> buffers{asio::buffer(space_, part), asio::buffer(space_) + part};
        stream_.async_read_some(buffers,
                                handler(read_signal_, write_signal_, [this](error_code e, std::size_t n, bool) {
                                    if (!receive(n))
                                        return fail("read", asio::error::fault);
                                    if (e == asio::error::eof && received_ == peer_->to_send_)
                                        return end_direction();
                                    e ? fail("read", e) : read();
                                }));
    }

    void write()
    {
        if (one_in(updates_one_in) && stream_.info().version == protocol_version::tls1_3)
            return update_keys();
        if (sent_ == to_send_)
            return close_write();
        auto size = std::min(any(max_write), to_send_ - sent_);
        gathered_.clear();
        for (std::size_t cut = 0; cut < size || one_in(2);) {
            auto piece =
                gathered_.size() + 1 < max_buffers ? std::min(any(2 * size / max_buffers), size - cut) : size - cut;
            auto view = test_data(from_ + sent_ + cut, piece);
            gathered_.emplace_back(view.data(), view.size());
            cut += piece;
        }
        stream_.async_write_some(gathered_,
                                 handler(write_signal_, read_signal_, [this](error_code e, std::size_t n, bool) {
                                     sent_ += n;
                                     e ? fail("write", e) : write();
                                 }));
    }

    void update_keys()
    {
        ++sum_.key_updates;
        stream_.async_update_keys(
            one_in(2), handler(write_signal_, read_signal_,
                               [this](error_code e, std::size_t, bool) { e ? fail("update_keys", e) : write(); }));
    }

    void close_write()
    {
        stream_.async_close_write(
            handler(write_signal_, read_signal_, [this](error_code e, std::size_t, bool cancelled) {
                if (e)
                    return fail("close_write", e);
                cancelled ? close_write() : end_direction();
            }));
    }

    void end_direction()
    {
        if (++directions_ended_ == 2)
            shut_down();
    }

    void shut_down()
    {
        auto then = handler(write_signal_, read_signal_, [this](error_code e, std::size_t, bool cancelled) {
            if (e)
                return fail("shutdown", e);
            cancelled ? shut_down() : end_connection();
        });
        if (role_ == role::client)
            stream_.async_shutdown(std::move(then));
        else
            stream_.async_shutdown(time_limit, std::move(then));
    }

    void end_connection()
    {
        transport().close();
        sum_.bytes += received_;
        if (--connections_ == 0) {
            ++sum_.done;
            done_ = true;
            return;
        }
        stream_.reset();
        auto& client = role_ == role::client ? *this : *peer_;
        asio::post(client.strand_, [&client] { client.reconnect_when_both_ready(); });
    }

    /// Connects both ends again when both are ready.
    void reconnect_when_both_ready()
    {
        if (++ready_ != 2)
            return;
        connect(transport(), peer_->transport());
        begin();
        peer_->begin();
    }

    void fail(const char* where, error_code e)
    {
        if (failure_.empty())
            failure_ = std::string(where) + ": " + e.message() + " " + stream_.error_detail();
        transport().close();
    }

    asio::strand<asio::io_context::executor_type> strand_;
    tls::stream<NextLayer> stream_;
    const role role_;
    const bool has_sessions_; ///< a client that offers one
    const std::size_t max_early_;
    std::mt19937 random_;
    const std::size_t to_send_, from_;
    end_of_pair* peer_ = nullptr;
    totals& sum_;
    asio::cancellation_signal read_signal_, write_signal_;
    bytes space_;
    std::vector<asio::const_buffer> gathered_;
    std::size_t sent_ = 0, received_ = 0;
    unsigned directions_ended_ = 0, connections_ = 1, ready_ = 0;
    bool done_ = false;
    std::string failure_;
};

} // namespace tls::test

#endif
