// A fault-injecting transport in memory: it splits, delays, fails and closes as a plan says.

#ifndef TLS_TEST_STREAM_FAULTY_STREAM_HPP
#define TLS_TEST_STREAM_FAULTY_STREAM_HPP

#include "support/engine_pair.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/cancellation_type.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>

#include <functional>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <utility>

namespace tls::test {

/// The behavior of a transport.
struct transport_plan {
    pace read_size = whole();
    pace write_size = whole();
    unsigned delay = 1;            ///< scheduler turns before an operation does its work, and after it
    std::size_t fails_at = 0;      ///< the number of the first operation that fails, from 1; 0: none
    error_code read_fault;         ///< the error of a failing read
    error_code write_fault;        ///< the error of a failing write
    bool fails_once = false;       ///< true: later operations work again
    std::size_t capacity = 16'384; ///< bytes in transit; when it is full, writes wait
};

/// One direction of a connection. The two ends may be on different threads.
struct faulty_pipe {
    std::mutex mutex;
    tls::bytes held;     ///< in transit
    bool ended = false;  ///< the writer has closed
    bool broken = false; ///< the reader has closed
    std::function<void()> wake_reader, wake_writer;

    void set_and_wake(bool& flag)
    {
        std::lock_guard lock(mutex);
        flag = true;
        wake(wake_reader);
        wake(wake_writer);
    }
    /// Requires the mutex.
    static void wake(std::function<void()>& waiting)
    {
        if (auto resume = std::exchange(waiting, nullptr))
            resume();
    }
};

/// One end of a connection: an AsyncStream. One read and one write at a time, on one thread or strand.
///
/// After a failure, a direction is silent: its operations complete only when they are cancelled, like socket operations
/// that wait for Asio's reactor. With transport_plan::fails_once the direction works again.
///
/// Cancellation follows Asio's rules. Any type ends an operation that has not transferred data yet with
/// operation_aborted. After that only terminal and partial do, and the handler gets the number of transferred bytes.
class faulty_stream {
public:
    using executor_type = boost::asio::any_io_executor;

    template <class Executor>
    explicit faulty_stream(const Executor& executor) : end_(std::make_shared<end>(executor))
    {
    }
    faulty_stream(faulty_stream&&) = default;
    faulty_stream& operator=(faulty_stream&&) = delete;
    ~faulty_stream()
    {
        if (end_)
            close();
    }

    /// Connects two ends. Can be called again after both were closed and have no pending operations.
    void connect(faulty_stream& other)
    {
        end_->in = other.end_->out = std::make_shared<faulty_pipe>();
        end_->out = other.end_->in = std::make_shared<faulty_pipe>();
        for (auto* side : {end_.get(), other.end_.get()})
            side->closed = side->reading_failed = side->writing_failed = false;
    }
    void set_plan(transport_plan plan) { end_->plan = std::move(plan); }
    executor_type get_executor() const noexcept { return end_->executor; }

    /// Cancels the pending operations. The peer sees eof.
    void close();

    /// Stops operations that have not transferred data yet until thaw(). Cancellation still works.
    void freeze() { end_->frozen = true; }
    void thaw()
    {
        end_->frozen = false;
        for (auto side : {&end_->read, &end_->write}) {
            if (*side)
                end_->later([e = end_, o = *side] { e->attempt(o); });
        }
    }
    /// The number of started operations.
    std::size_t operations() const noexcept { return end_->operations; }

    template <class MutableBufferSequence, class Token>
    auto async_read_some(const MutableBufferSequence& buffers, Token&& token)
    {
        boost::asio::mutable_buffer buffer(*boost::asio::buffer_sequence_begin(buffers));
        return start(true, static_cast<std::uint8_t*>(buffer.data()), buffer.size(), token);
    }
    template <class ConstBufferSequence, class Token>
    auto async_write_some(const ConstBufferSequence& buffers, Token&& token)
    {
        boost::asio::const_buffer buffer(*boost::asio::buffer_sequence_begin(buffers));
        // const_cast is safe: a write only reads the buffer.
        auto* data = const_cast<std::uint8_t*>(static_cast<const std::uint8_t*>(buffer.data()));
        return start(false, data, buffer.size(), token);
    }

private:
    /// A pending read or write.
    struct operation {
        operation(bool reads, std::uint8_t* d, std::size_t n, const executor_type& executor)
            : is_read(reads), data(d), size(n), work(executor)
        {
        }
        virtual ~operation() = default;
        virtual void complete(error_code) = 0;

        const bool is_read;
        std::uint8_t* const data;
        const std::size_t size;
        boost::asio::executor_work_guard<executor_type> work;
        error_code fault;
        std::size_t done = 0;
        bool worked = false; ///< the transfer is done; completion follows
        bool ended = false;  ///< the result is decided
    };
    using operation_pointer = std::shared_ptr<operation>;

    template <class Handler>
    struct operation_of;

    struct end : std::enable_shared_from_this<end> {
        explicit end(executor_type e) : executor(std::move(e)) {}

        executor_type executor;
        transport_plan plan;
        std::shared_ptr<faulty_pipe> in, out;
        operation_pointer read, write;
        std::size_t operations = 0;
        bool frozen = false;
        bool closed = false;
        bool reading_failed = false;
        bool writing_failed = false;

        void start(const operation_pointer&);
        void attempt(const operation_pointer&);
        bool take(const operation_pointer&, error_code&);
        bool give(const operation_pointer&, error_code&);
        std::function<void()> attempt_again(const operation_pointer&);
        void cancel(const operation_pointer&, boost::asio::cancellation_type);
        void complete(const operation_pointer&, error_code);
        template <class Function>
        void later(Function, unsigned turns = 1);
    };

    template <class Token>
    auto start(bool is_read, std::uint8_t* data, std::size_t size, Token& token)
    {
        return boost::asio::async_initiate<Token, void(error_code, std::size_t)>(
            [e = end_, is_read, data, size]<class Handler>(Handler handler) {
                auto slot = boost::asio::get_associated_cancellation_slot(handler);
                auto o = std::make_shared<operation_of<Handler>>(is_read, data, size, e->executor, std::move(handler));
                if (slot.is_connected()) {
                    slot.assign([weak_end = std::weak_ptr(e), weak_operation = std::weak_ptr<operation>(o)](auto type) {
                        auto self = weak_end.lock();
                        auto pending = weak_operation.lock();
                        if (self && pending)
                            self->cancel(pending, type);
                    });
                }
                e->start(o);
            },
            token);
    }

    std::shared_ptr<end> end_;
};

template <class Handler>
struct faulty_stream::operation_of : operation {
    operation_of(bool reads, std::uint8_t* d, std::size_t n, const executor_type& e, Handler h)
        : operation(reads, d, n, e), executor(e), handler(std::move(h))
    {
    }

    void complete(error_code error) override
    {
        boost::asio::get_associated_cancellation_slot(handler).clear();
        auto where = boost::asio::get_associated_executor(handler, executor);
        boost::asio::dispatch(where, [h = std::move(handler), error, n = done]() mutable { std::move(h)(error, n); });
    }

    executor_type executor;
    Handler handler;
};

/// Calls `function` after `turns` turns of the scheduler, at least one.
template <class Function>
void faulty_stream::end::later(Function function, unsigned turns)
{
    boost::asio::post(executor, [self = shared_from_this(), f = std::move(function), turns]() mutable {
        turns > 1 ? self->later(std::move(f), turns - 1) : f();
    });
}

inline void faulty_stream::end::start(const operation_pointer& o)
{
    auto& pending = o->is_read ? read : write;
    if (pending)
        throw std::logic_error("two concurrent reads or writes of the transport");
    pending = o;
    ++operations;
    if (plan.fails_at != 0 && (plan.fails_once ? operations == plan.fails_at : operations >= plan.fails_at))
        o->fault = o->is_read ? plan.read_fault : plan.write_fault;
    if (closed)
        o->fault = boost::asio::error::bad_descriptor;
    else if (o->is_read ? reading_failed : writing_failed)
        return;
    later([self = shared_from_this(), o] { self->attempt(o); }, plan.delay);
}

inline void faulty_stream::end::attempt(const operation_pointer& o)
{
    if (o->worked || o->ended || frozen || (!closed && (o->is_read ? reading_failed : writing_failed)))
        return;
    auto error = o->fault;
    if (!error && !(o->is_read ? take(o, error) : give(o, error)))
        return;
    o->worked = true;
    later(
        [self = shared_from_this(), o, error] {
            if (!std::exchange(o->ended, true))
                self->complete(o, error);
        },
        plan.delay);
}

/// Returns false if there is no data yet. Then another attempt follows.
inline bool faulty_stream::end::take(const operation_pointer& o, error_code& error)
{
    std::lock_guard lock(in->mutex);
    auto possible = std::min(o->size, in->held.size());
    if (possible == 0 && !in->ended) {
        in->wake_reader = attempt_again(o);
        return false;
    }
    if (possible == 0) {
        error = boost::asio::error::eof;
        return true;
    }
    o->done = std::min(possible, plan.read_size(possible));
    auto stop = in->held.begin() + static_cast<std::ptrdiff_t>(o->done);
    std::copy(in->held.begin(), stop, o->data);
    in->held.erase(in->held.begin(), stop);
    faulty_pipe::wake(in->wake_writer);
    return true;
}

inline bool faulty_stream::end::give(const operation_pointer& o, error_code& error)
{
    std::lock_guard lock(out->mutex);
    if (out->broken) {
        error = boost::asio::error::broken_pipe;
        return true;
    }
    auto possible = std::min(o->size, plan.capacity - std::min(plan.capacity, out->held.size()));
    if (possible == 0) {
        out->wake_writer = attempt_again(o);
        return false;
    }
    o->done = std::min(possible, plan.write_size(possible));
    out->held.insert(out->held.end(), o->data, o->data + o->done);
    faulty_pipe::wake(out->wake_reader);
    return true;
}

/// Returns a function that the peer calls, from its thread. Holds weak pointers only, to avoid reference cycles.
inline std::function<void()> faulty_stream::end::attempt_again(const operation_pointer& o)
{
    return [self = weak_from_this(), operation = std::weak_ptr(o)] {
        if (auto present = self.lock())
            boost::asio::post(present->executor, [self, operation] {
                auto present_end = self.lock();
                auto again = operation.lock();
                if (present_end && again)
                    present_end->attempt(again);
            });
    };
}

inline void faulty_stream::end::cancel(const operation_pointer& o, boost::asio::cancellation_type type)
{
    using boost::asio::cancellation_type;
    const bool admits_having_worked =
        (type & (cancellation_type::terminal | cancellation_type::partial)) != cancellation_type::none;
    if (o->ended || (o->worked && !admits_having_worked))
        return;
    o->ended = true;
    later([self = shared_from_this(), o] { self->complete(o, boost::asio::error::operation_aborted); });
}

inline void faulty_stream::end::complete(const operation_pointer& o, error_code error)
{
    (o->is_read ? read : write).reset();
    if (error && error != boost::asio::error::operation_aborted && !plan.fails_once)
        (o->is_read ? reading_failed : writing_failed) = true;
    o->work.reset();
    o->complete(error);
}

inline void faulty_stream::close()
{
    if (std::exchange(end_->closed, true))
        return;
    for (auto side : {end_->read, end_->write}) {
        if (side)
            end_->cancel(side, boost::asio::cancellation_type::terminal);
    }
    if (!end_->in)
        return;
    end_->in->set_and_wake(end_->in->broken);
    end_->out->set_and_wake(end_->out->ended);
}

} // namespace tls::test

#endif
