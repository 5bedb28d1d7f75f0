// What a stream has besides its transport: the engine, and who uses the transport at the moment.

#ifndef TLS_IMPL_STREAM_CORE_HPP
#define TLS_IMPL_STREAM_CORE_HPP

#include <tls/impl/native_handles.hpp>

#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/steady_timer.hpp>

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>

namespace tls::detail {

/// Something to wait for. Waiting operations are woken all together, and look again at what they wait
/// for: so a wake-up too many does no harm, and one that finds nobody waiting is not needed.
class event {
public:
    /// Completes (with operation_aborted) at the next wake(), or when it is cancelled.
    template <class Executor, class Handler>
    void async_wait(const Executor& executor, Handler&& handler)
    {
        if (!timer_)
            timer_ =
                std::make_unique<boost::asio::steady_timer>(executor, boost::asio::steady_timer::time_point::max());
        timer_->async_wait(std::forward<Handler>(handler));
    }
    void wake()
    {
        if (timer_)
            timer_->cancel();
    }

private:
    std::unique_ptr<boost::asio::steady_timer> timer_; ///< made when somebody waits: that is rare
};

/// Where an answer from outside is put, by any thread, and taken from, by the stream's.
class mailbox {
public:
    /// Begins to wait for the answer to a new question, whose number it returns.
    std::uint64_t open();
    /// Takes the first answer to the question that is open; drops any other, and all if the stream is gone.
    void put(std::uint64_t question, outside_answer);
    std::optional<outside_answer> take();
    /// Blocks until there is an answer.
    outside_answer wait();
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
    std::optional<outside_answer> answer_;
    std::optional<event> answered_{std::in_place}; ///< under the mutex only; gone with the stream, before its executor
    std::uint64_t questions_ = 0;                  ///< that were opened
    bool is_open_ = false;                         ///< the last of them, unanswered
};

/// The state of a stream that does not depend on its transport's type. Stays where it is when the stream
/// moves, and as long as an operation is under way when the stream is destroyed. As little thread-safe as
/// the stream.
class stream_core : public std::enable_shared_from_this<stream_core> {
public:
    explicit stream_core(std::unique_ptr<::ssl_st>);
    /// For a connection that is still to be handed over.
    explicit stream_core(tls::engine&) noexcept;
    stream_core(const stream_core&) = delete;
    stream_core& operator=(const stream_core&) = delete;

    std::unique_ptr<::ssl_st> connection;
    tls::engine& engine; ///< the connection's; not to be touched when this is abandoned

    /// The stream is gone, and its transport: operations under way end with operation_aborted.
    void abandon();
    bool abandoned = false;
    /// Abandons this core and returns one for the stream's next connection. If it throws, nothing has changed.
    std::shared_ptr<stream_core> renew();

    /// One operation at a time reads the transport, and one writes it. The others wait until it is done, and
    /// look again.
    bool reading = false;
    bool writing = false;
    event read_done;
    event write_done;
    void begin_read(bool by_reader) noexcept;
    void end_read();
    void end_write();
    /// Gives the engine what a read of the transport had as its outcome; the end of the input is no error. Whether the
    /// engine may go on.
    bool take_input(boost::system::error_code&, std::size_t n);
    /// The transport may have more to read than the last read took.
    bool expects_input = true;

    /// What reads the transport is a read or wait_read.
    bool reader_waits = false;

    /// Whether the write under way is a flush_op, and whether that goes on when it has sent something: until the reader
    /// that it was started for stops it. While there is one, `writing` is true, and that reader under way.
    enum class flush { none, goes_on, stops };
    flush flushing = flush::none;
    boost::system::error_code flush_error; ///< why the last flush_op ended early, other than for its reader
    boost::asio::cancellation_signal flush_signal;
    /// Ends a flush_op, if one is under way, as soon as the transport lets go of it. Whether that is still to come.
    /// `also` is what else its reader has been cancelled by.
    bool stop_flush(boost::asio::cancellation_type also);

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
    void start_outside_operation();

    std::shared_ptr<mailbox> mailbox_; ///< made for the first question
    std::shared_ptr<void> remains_;    ///< of the connection: buffers that the transport may still use
};

} // namespace tls::detail

#endif
