// The operations of a stream, with the common interface that io_op and run_sync use.

#ifndef TLS_IMPL_OPERATIONS_HPP
#define TLS_IMPL_OPERATIONS_HPP

#include <tls/engine.hpp>
#include <tls/impl/session_peer.hpp>

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>

#include <algorithm>
#include <array>
#include <chrono>

#pragma GCC visibility push(default)

namespace tls::detail {

/// The first 64 non-empty buffers of a sequence, on the stack: as many as one call of the engine takes.
template <class View, class Buffer, class Sequence>
class buffer_views {
public:
    explicit buffer_views(const Sequence& buffers)
    {
        auto end = boost::asio::buffer_sequence_end(buffers);
        for (auto i = boost::asio::buffer_sequence_begin(buffers); i != end && count_ < views_.size(); ++i) {
            Buffer buffer(*i);
            if (buffer.size() != 0)
                views_[count_++] = View(static_cast<typename View::pointer>(buffer.data()), buffer.size());
        }
    }
    std::span<const View> get() const noexcept { return std::span(views_).first(count_); }

private:
    std::array<View, 64> views_;
    std::size_t count_ = 0;
};

// Each operation has:
// - perform(), which calls the engine;
// - bytes(), the number of bytes to report beside the error;
// - optionally prepare(), which is called once, before perform(), with the next layer;
// - waits_for_output: whether it is done only when its output has been sent;
// - done_once_queued: whether its synchronous form is done although sending that output would block;
// - has_deadline: whether it has a time limit. If so, it has time(), the limit (zero: none), and timed_out(), the error
//   when the limit expires.

/// Calls an operation's prepare(), if it has one.
template <class Operation, class NextLayer>
void prepare(Operation& operation, NextLayer& next, engine& e)
{
    if constexpr (requires { operation.prepare(next, e); })
        operation.prepare(next, e);
}

/// For the operations that may begin a client's handshake.
template <class NextLayer>
void prepare_client(NextLayer& next, engine& e)
{
    if (e.wants_session_peer())
        name_session_peer(next, e);
}

class handshake_operation {
public:
    static constexpr bool waits_for_output = true;
    static constexpr bool done_once_queued = false;
    static constexpr bool has_deadline = true;

    handshake_operation(role r, std::size_t bytes) noexcept : role_(r), bytes_(bytes) {}
    template <class NextLayer>
    void prepare(NextLayer& next, engine& e)
    {
        if (role_ == role::client)
            prepare_client(next, e);
    }
    want perform(engine& e, boost::system::error_code& error) { return e.handshake(role_, error); }
    std::size_t bytes() const noexcept { return bytes_; }
    static std::chrono::steady_clock::duration time(const engine&);
    static boost::system::error_code timed_out() noexcept { return error::reason::handshake_timeout; }

private:
    role role_;
    std::size_t bytes_;
};

template <class MutableBufferSequence>
class read_operation {
public:
    static constexpr bool waits_for_output = false;
    static constexpr bool done_once_queued = false;
    static constexpr bool has_deadline = false;

    explicit read_operation(const MutableBufferSequence& buffers) : buffers_(buffers) {}
    want perform(engine& e, boost::system::error_code& error)
    {
        buffer_views<byte_span, boost::asio::mutable_buffer, MutableBufferSequence> views(buffers_);
        return e.read(views.get(), bytes_, error);
    }
    std::size_t bytes() const noexcept { return bytes_; }

private:
    MutableBufferSequence buffers_;
    std::size_t bytes_ = 0;
};

template <class ConstBufferSequence>
class write_operation {
public:
    static constexpr bool waits_for_output = true;
    static constexpr bool done_once_queued = true;
    static constexpr bool has_deadline = false;

    explicit write_operation(const ConstBufferSequence& buffers) : buffers_(buffers) {}
    want perform(engine& e, boost::system::error_code& error)
    {
        buffer_views<byte_view, boost::asio::const_buffer, ConstBufferSequence> views(buffers_);
        return e.write(views.get(), bytes_, error);
    }
    std::size_t bytes() const noexcept { return bytes_; }

private:
    ConstBufferSequence buffers_;
    std::size_t bytes_ = 0;
};

class shutdown_operation {
public:
    static constexpr bool waits_for_output = true;
    static constexpr bool done_once_queued = false;
    static constexpr bool has_deadline = false;

    want perform(engine& e, boost::system::error_code& error) { return e.shutdown(error); }
    std::size_t bytes() const noexcept { return 0; }
};

class bounded_shutdown_operation : public shutdown_operation {
public:
    static constexpr bool has_deadline = true;

    explicit bounded_shutdown_operation(std::chrono::steady_clock::duration time) noexcept
        : time_(std::max(time, std::chrono::steady_clock::duration(1)))
    {
    }
    std::chrono::steady_clock::duration time(const engine&) const noexcept { return time_; }
    static boost::system::error_code timed_out() noexcept { return boost::asio::error::timed_out; }

private:
    std::chrono::steady_clock::duration time_;
};

/// Done when a read would complete at once.
class wait_read_operation {
public:
    static constexpr bool waits_for_output = false;
    static constexpr bool done_once_queued = false;
    static constexpr bool has_deadline = false;

    want perform(engine& e, boost::system::error_code& error) { return e.wait_readable(error); }
    std::size_t bytes() const noexcept { return 0; }
};

/// Done when all output has been sent, so that there is room for more.
class wait_write_operation {
public:
    static constexpr bool waits_for_output = true;
    static constexpr bool done_once_queued = false;
    static constexpr bool has_deadline = false;

    want perform(engine& e, boost::system::error_code& error)
    {
        e.check_writable(error);
        return want::nothing;
    }
    std::size_t bytes() const noexcept { return 0; }
};

class close_write_operation {
public:
    static constexpr bool waits_for_output = true;
    static constexpr bool done_once_queued = false;
    static constexpr bool has_deadline = false;

    want perform(engine& e, boost::system::error_code& error)
    {
        e.close_write(error);
        return want::nothing;
    }
    std::size_t bytes() const noexcept { return 0; }
};

class renegotiate_operation {
public:
    static constexpr bool waits_for_output = true;
    static constexpr bool done_once_queued = true;
    static constexpr bool has_deadline = false;

    want perform(engine& e, boost::system::error_code& error)
    {
        e.renegotiate(error);
        return want::nothing;
    }
    std::size_t bytes() const noexcept { return 0; }
};

class update_keys_operation {
public:
    static constexpr bool waits_for_output = true;
    static constexpr bool done_once_queued = true;
    static constexpr bool has_deadline = false;

    explicit update_keys_operation(bool request_peer) noexcept : request_peer_(request_peer) {}
    /// Queues nothing while older output is unsent. A caller that gets would_block and tries again would otherwise
    /// queue a second KeyUpdate.
    want perform(engine& e, boost::system::error_code& error)
    {
        e.check_writable(error);
        if (!error && e.has_output())
            return want::output;
        if (!error)
            e.update_keys(request_peer_, error);
        return want::nothing;
    }
    std::size_t bytes() const noexcept { return 0; }

private:
    bool request_peer_;
};

} // namespace tls::detail

#pragma GCC visibility pop

#endif
