// The part of a stream that its transport's type does not matter to: the engine, and who uses the transport now.

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

/// Something that operations wait for. All that wait are woken together and look again at what they wait for: a wake-up
/// too many does no harm, and nobody needs one that finds nobody waiting.
class event {
public:
    /// Completes (with operation_aborted) at the next wake(), or when it is cancelled.
    template <class Executor, class Handler>
    void async_wait(const Executor& executor, Handler&& handler)
    {
        timer_.on(executor).async_wait(std::forward<Handler>(handler));
    }
    void wake() { timer_.cancel(); }

private:
    any_timer timer_; ///< made when somebody waits: that is rare
};

/// Where an answer from outside is put, by any thread, and taken from, by the stream's.
class mailbox {
public:
    /// Begins to wait for the answer to a new question, whose number it returns.
    std::uint64_t open();
    /// Takes the first answer to the question that is open; drops any other, and all if the stream is gone.
    void put(std::uint64_t question, external_answer);
    std::optional<external_answer> take();
    /// Blocks until there is an answer.
    external_answer wait();
    /// Calls `start(event&)`, which waits for the answer, unless it has come since take(): then false. No answer
    /// comes in between, from whatever thread, so that none finds nobody waiting.
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
    /// The stream is gone: who waits is woken, and answers are dropped.
    void close();

private:
    std::mutex mutex_;
    std::condition_variable arrived_;
    std::optional<external_answer> answer_;
    std::optional<event> answered_{std::in_place}; ///< under the mutex only; gone with the stream, before its executor
    std::uint64_t questions_ = 0;                  ///< that were opened
    bool is_open_ = false;                         ///< the last of them, unanswered
};

/// Whether a transport that reports this error has failed for good, in the direction of the operation that reports it.
/// A cancelled operation has not failed, and neither has one that would block. After a failure no operation uses that
/// direction again: a transport may report a failure once, and complete no later operation. (Asio's reactor does so. It
/// waits for the next event of a socket that will not have one.)
bool is_failure(const boost::system::error_code&) noexcept;

/// The state of a stream that does not depend on its transport's type. Stays where it is when the stream
/// moves, and as long as an operation is under way when the stream is destroyed. As little thread-safe as
/// the stream.
class stream_core : public std::enable_shared_from_this<stream_core> {
public:
    explicit stream_core(std::unique_ptr<native_stream>);
    /// For a connection that is still to be handed over.
    explicit stream_core(tls::engine&) noexcept;
    stream_core(const stream_core&) = delete;
    stream_core& operator=(const stream_core&) = delete;

    std::unique_ptr<native_stream> connection;
    tls::engine& engine; ///< the connection's; not to be touched when this is abandoned

    /// The stream is gone, and its transport: operations under way end with operation_aborted.
    void abandon();
    bool abandoned = false;
    /// Abandons this core and returns one for the stream's next connection. If it throws, nothing has changed.
    std::shared_ptr<stream_core> renew();

    /// @name The transport's reading side
    ///
    /// One operation at a time uses it. The others wait for read_done, and look again.
    /// @{

    /// A reader is an operation that does not wait for its output: read_some or wait(wait_read).
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

    /// Gives the engine the result of reading the transport. The end of the input is not an error.
    void take_input(boost::system::error_code&, std::size_t n);
    /// The transport may have more to read than the last read took.
    bool expects_input = true;
    /// @}

    /// @name The transport's writing side
    ///
    /// One operation, or one flush_op, at a time uses it. The others wait for write_done, and look again.
    /// @{

    /// A flush_op writes until no output is left. While it is stopping it ends after its present write. The reader that
    /// it works for is under way as long as it is.
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
    /// Has a flush_op end after its present write, however long the transport takes for that.
    void let_flush_end() noexcept;
    /// Ends a flush_op, if one is under way, as soon as the transport lets go of its write. Returns whether that is
    /// still to come. `also` is what else the reader was cancelled with.
    bool stop_flush(boost::asio::cancellation_type also);
    /// @}

    /// Starts what gives the answer that the engine wants, once, and hands it to the engine if it is there.
    bool fetch_answer();
    /// See mailbox::wait_unless_answered.
    template <class Start>
    bool wait_unless_answered(Start&& start)
    {
        return mailbox_->wait_unless_answered(std::forward<Start>(start));
    }
    /// As fetch_answer, waiting for the answer.
    void wait_for_answer();

    /// Changes this stream's own copy of the configuration.
    void update(const std::function<void(configuration&)>& change);

private:
    void start_external_operation();

    reading reading_ = reading::nobody;
    writing writing_ = writing::nobody;
    boost::system::error_code read_failure_;
    boost::system::error_code write_failure_;
    std::shared_ptr<mailbox> mailbox_; ///< made for the first question
    std::shared_ptr<void> remains_;    ///< of the connection: buffers that the transport may still use
};

} // namespace tls::detail

#pragma GCC visibility pop

#endif
