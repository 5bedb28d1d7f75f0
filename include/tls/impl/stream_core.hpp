// The part of a stream that does not depend on the transport's type: the engine, and the current use of the transport.

#ifndef TLS_IMPL_STREAM_CORE_HPP
#define TLS_IMPL_STREAM_CORE_HPP

#include <tls/impl/any_timer.hpp>
#include <tls/impl/native_handles.hpp>

#include <boost/asio/cancellation_signal.hpp>

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>

#pragma GCC visibility push(default)

namespace tls::detail {

/// An event that operations wait for. wake() wakes all waiters, and each checks its condition again. So a spurious
/// wake-up does no harm, and a wake-up without waiters need not be remembered.
class event {
public:
    /// Completes with operation_aborted at the next wake(), or when the wait is cancelled.
    template <class Executor, class Handler>
    void async_wait(const Executor& executor, Handler&& handler)
    {
        timer_.on(executor).async_wait(std::forward<Handler>(handler));
    }
    void wake() { timer_.cancel(); }

private:
    any_timer timer_; ///< made at the first wait, which is rare
};

/// Passes the answer of an external operation from any thread to the stream's thread.
class mailbox {
public:
    /// Opens a new question and returns its number.
    std::uint64_t open();
    /// Stores the first answer to the open question. Drops every other answer, and all answers after close().
    /// Thread-safe.
    void put(std::uint64_t question, external_answer);
    /// Returns the answer if there is one.
    std::optional<external_answer> take();
    /// Blocks until there is an answer.
    external_answer wait();
    /// Calls `start(event&)`, which starts to wait for the answer, unless an answer has arrived since take(): then
    /// returns false. The mutex is held meanwhile, so no answer from another thread can be missed.
    template <class Start>
    bool wait_unless_answered(Start&& start)
    {
        std::lock_guard lock(mutex_);
        if (answer_)
            return false;
        if (answered_)
            start(*answered_);
        return answered_.has_value();
    }
    /// Wakes the waiters and drops all answers from now on: the stream has been destroyed or reset.
    void close();

private:
    std::mutex mutex_;
    std::condition_variable arrived_;
    std::optional<external_answer> answer_;
    std::optional<event> answered_{std::in_place}; ///< guarded by the mutex; close() resets it while its executor lives
    std::uint64_t questions_ = 0;                  ///< number of questions opened
    bool is_open_ = false;                         ///< the last question is unanswered
};

/// Returns whether `error` means that the transport has failed for good, in the direction of the operation that
/// reported it. A cancelled operation has not failed, and neither has one that would block. After a failure no
/// operation uses that direction again: a transport may report a failure once and never complete a later operation.
/// (Asio's reactor waits for the socket's next event, and there is none.)
bool is_failure(const boost::system::error_code& error) noexcept;

/// The state of a stream that does not depend on the transport's type. Its address stays the same when the stream
/// moves. Operations under way keep it alive after the stream is destroyed. Not thread-safe, like the stream.
class stream_core : public std::enable_shared_from_this<stream_core> {
public:
    explicit stream_core(std::unique_ptr<native_stream>);
    /// For a connection whose ownership is passed later, in renew().
    explicit stream_core(tls::engine&) noexcept;
    stream_core(const stream_core&) = delete;
    stream_core& operator=(const stream_core&) = delete;

    std::unique_ptr<native_stream> connection;
    tls::engine& engine; ///< the connection's engine; must not be used when this is abandoned

    /// Marks the stream and its transport as gone: operations under way end with operation_aborted.
    void abandon();
    bool abandoned = false;
    /// Abandons this core and returns a new one for the stream's next connection. If it throws, nothing has changed.
    std::shared_ptr<stream_core> renew()
    {
        auto next = std::make_shared<stream_core>(*connection);
        remains_ = connection->reset();
        abandon();
        next->connection = std::move(connection);
        return next;
    }

    /// @name The transport's reading side
    ///
    /// One operation at a time uses it. The others wait for read_done and check again.
    /// @{

    /// The operation that reads now. `reader`: read_some or wait(wait_read), which do not wait for their output.
    enum class reading { nobody, reader, other };
    void begin_read(reading by) noexcept { reading_ = by; }
    void end_read();
    /// The transport's first failure to read; none if it can still be read.
    const boost::system::error_code& read_failure() const noexcept { return read_failure_; }
    /// Keeps the outcome of a read or wait of the transport, if it is a failure: see is_failure.
    void note_read(const boost::system::error_code&) noexcept;
    bool is_reading() const noexcept { return reading_ != reading::nobody; }
    bool reader_is_reading() const noexcept { return reading_ == reading::reader; }
    event read_done;

    /// Passes the result of a transport read to the engine. The end of the input is not an error.
    void take_input(boost::system::error_code&, std::size_t n);
    /// Whether the transport may still have data after the last read.
    bool expects_input = true;
    /// @}

    /// @name The transport's writing side
    ///
    /// One operation or flush_op at a time uses it. The others wait for write_done and check again.
    /// @{

    /// The operation that writes now. `flush`: a flush_op, which writes until no output is left. `stopping_flush`: a
    /// flush_op that ends after its current write. Its reader remains under way until the flush_op has ended.
    enum class writing { nobody, operation, flush, stopping_flush };
    void begin_write(writing by) noexcept { writing_ = by; }
    void end_write();
    /// The transport's first failure to write; none if it can still be written. What had arrived can still be read.
    const boost::system::error_code& write_failure() const noexcept { return write_failure_; }
    /// Keeps the outcome of a write of the transport, if it is a failure: see is_failure.
    void note_write(const boost::system::error_code&) noexcept;
    bool is_writing() const noexcept { return writing_ != writing::nobody; }
    bool flush_goes_on() const noexcept { return writing_ == writing::flush; }
    event write_done;

    boost::asio::cancellation_signal flush_signal;
    /// Makes a flush_op end after its current write, without cancelling that write.
    void let_flush_end() noexcept;
    /// Stops a flush_op, if one is under way, and cancels its write (partial cancellation). Returns whether the
    /// transport has yet to complete that write. `also` holds further cancellation types: those that the reader was
    /// cancelled with.
    bool stop_flush(boost::asio::cancellation_type also)
    {
        let_flush_end();
        if (abandoned || writing_ != writing::stopping_flush)
            return false;
        // Partial: the layer reports how much it has sent and remains usable. Other types only if the user requested
        // them.
        flush_signal.emit(boost::asio::cancellation_type::partial | also);
        return writing_ == writing::stopping_flush;
    }
    /// @}

    /// Starts the external operation that the engine wants an answer from, unless it has been started. Passes the
    /// answer to the engine if it is there, and returns whether it was.
    bool fetch_answer();
    /// See mailbox::wait_unless_answered.
    template <class Start>
    bool wait_unless_answered(Start&& start)
    {
        return mailbox_->wait_unless_answered(std::forward<Start>(start));
    }
    /// Like fetch_answer, but blocks until the answer is there.
    void wait_for_answer();

    /// Applies `change` to this stream's own copy of the configuration.
    void update(const std::function<void(configuration&)>& change);

private:
    void start_external_operation();

    reading reading_ = reading::nobody;
    writing writing_ = writing::nobody;
    boost::system::error_code read_failure_;
    boost::system::error_code write_failure_;
    std::shared_ptr<mailbox> mailbox_; ///< made at the first question
    std::shared_ptr<void> remains_;    ///< buffers of the reset connection, which the transport may still use
};

} // namespace tls::detail

#pragma GCC visibility pop

#endif
