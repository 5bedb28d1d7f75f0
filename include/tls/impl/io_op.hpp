// The composed operation behind every asynchronous function of a stream.
//
// src/README.md explains its steps under "The pump". A rule for changes: handler() moves *this into the next handler.
// After calling it, the caller must return without touching a member.

#ifndef TLS_IMPL_IO_OP_HPP
#define TLS_IMPL_IO_OP_HPP

#include <tls/error.hpp>
#include <tls/impl/complete_at_once.hpp>
#include <tls/impl/deadline.hpp>
#include <tls/impl/flush_op.hpp>
#include <tls/impl/layer_io.hpp>
#include <tls/impl/operations.hpp>
#include <tls/impl/stream_core.hpp>

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/error.hpp>

#include <memory>
#include <utility>

#pragma GCC visibility push(default)

namespace tls::detail {

/// The implementation of a `composed`, which its functions get as `self`. ReportsBytes: the handler's signature is
/// void(error_code, std::size_t) instead of void(error_code).
template <class NextLayer, class Operation, bool ReportsBytes>
class io_op {
public:
    io_op(NextLayer& next, std::shared_ptr<stream_core> core, Operation operation)
        : next_(next), core_(std::move(core)), operation_(std::move(operation))
    {
    }
    io_op(io_op&&) = default;
    io_op& operator=(io_op&&) = delete;
    /// Releases the transport's reading and writing sides if the operation is destroyed while it holds them: the
    /// transport may have thrown, or been destroyed.
    ~io_op()
    {
        limit_.stop();
        if (!core_)
            return;
        if (step_ == step::write)
            core_->end_write();
        if (step_ == step::read || step_ == step::wait_for_input)
            core_->end_read();
        // The flush_op must not use the layer again: the user may move the stream now.
        if (is_reader)
            core_->let_flush_end();
    }

    template <class Self>
    void start(Self& self)
    {
        limit_.start(operation_, next_.get_executor(), executor_of(self), core_);
        prepare(operation_, next_, core_->engine);
        run(self);
    }

    /// Continues after an intermediate operation.
    template <class Self>
    void operator()(Self& self, boost::system::error_code error, std::size_t n)
    {
        const auto done = std::exchange(step_, step::running);
        if (done == step::post)
            return complete(self);
        if (done == step::end_flush)
            return end(self);
        if (core_->abandoned) // the engine and the layer must not be used any more
            return finish(self, boost::asio::error::operation_aborted);
        bool ask = wants_ != want::nothing;
        switch (done) {
        case step::write:
            core_->end_write();
            core_->engine.sent(n);
            core_->note_write(error);
            if (is_failure(error)) {
                if (!is_reader)
                    return finish_unsent(self);
                error = {}; // a reader still reads what has arrived
            } else if (error && error_) {
                error = error_; // the engine's error matters more than a cancellation
            }
            break;
        case step::read:
            core_->end_read();
            core_->take_input(error, n);
            break;
        case step::wait_for_input:
            core_->end_read();
            core_->note_read(error);
            core_->expects_input = true;
            ask = false; // the engine still wants input: read first
            break;
        default:
            error = {}; // wake() ends a wait with operation_aborted, which is no error here
        }
        error ? finish(self, error) : run(self, ask);
    }

private:
    enum class step { running, write, read, wait_for_input, wait, end_flush, post };

    static constexpr bool is_reader = !Operation::waits_for_output;
    /// The number of reads in one handler before other handlers get their turn.
    static constexpr unsigned max_reads_per_handler = 16;

    /// Asks the engine and satisfies its want, repeatedly, until the operation has to wait.
    template <class Self>
    void run(Self& self, bool ask = true)
    {
        for (unsigned reads = 0;; ask = true) {
            if (ask) {
                wants_ = operation_.perform(core_->engine, error_);
                output_end_ = core_->engine.bytes_queued();
            }
            if (!handle_want(self, reads))
                return;
        }
    }

    /// Returns whether to ask the engine again. If not, the operation waits or has ended, and *this may have been
    /// destroyed.
    template <class Self>
    bool handle_want(Self& self, unsigned& reads)
    {
        if (must_send() && !send(self))
            return false;
        switch (wants_) {
        case want::nothing:
            if (is_reader)
                core_->read_done.wake(); // a writer may be waiting for a reader
            finish(self, error_);
            return false;
        case want::output:
            return true;
        case want::input:
            if (!core_->is_reading())
                return read(self, reads);
            [[fallthrough]];
        case want::reader:
            wait(self, core_->read_done);
            return false;
        case want::answer:
            return fetch_answer(self);
        }
        return false;
    }

    /// Returns whether output must be sent before the operation can go on.
    bool must_send() const noexcept
    {
        // A writer also sends a reader's replies (to a KeyUpdate): by now the reader may be waiting for input.
        if (!is_reader)
            return core_->engine.has_output();
        return !core_->write_failure() && core_->engine.bytes_sent() < output_end_ &&
               (wants_ != want::nothing || (error_ && core_->engine.alert_sent()));
    }

    /// Returns whether the operation goes on while the output is being sent.
    template <class Self>
    bool send(Self& self)
    {
        if (core_->write_failure()) {
            finish_unsent(self);
            return false;
        }
        const bool goes_on =
            is_reader && wants_ == want::input && (core_->is_writing() || Self::allows_concurrent_operation);
        if (goes_on && !core_->is_writing()) {
            start_flush(next_, core_, executor_of(self));
        } else if (!goes_on && core_->is_writing()) {
            wait(self, core_->write_done);
        } else if (!goes_on && !finish_if_aborted(self)) {
            step_ = step::write;
            core_->begin_write(stream_core::writing::operation);
            auto& core = *core_;
            async_write_output(next_, core, handler(self));
        }
        return goes_on;
    }

    /// Ends a writer whose output cannot be sent.
    template <class Self>
    void finish_unsent(Self& self)
    {
        if (!core_->is_reading())
            read_arrived(next_, *core_, operation_, wants_, error_);
        finish(self, most_specific_error(error_, core_->write_failure()));
    }

    /// Reads available data if the layer has `readiness`. Otherwise, or if there is none, starts an operation that
    /// waits for data. Returns like handle_want.
    template <class Self>
    bool read(Self& self, unsigned& reads)
    {
        if (finish_if_aborted(self))
            return false;
        if (core_->read_failure()) {
            finish(self, core_->read_failure());
            return false;
        }
        if constexpr (readiness<NextLayer>::available) {
            if (tries_to_read(self, reads) && reads++ < max_reads_per_handler) {
                auto error = read_available(next_, *core_);
                if (!error)
                    return true;
                if (error != boost::asio::error::would_block) {
                    // A closed socket reports bad_descriptor; an operation under way then ends as aborted.
                    if (error == boost::asio::error::bad_descriptor && self.is_continuation())
                        error = boost::asio::error::operation_aborted;
                    finish(self, error);
                    return false;
                }
            }
        }
        step_ = readiness<NextLayer>::available ? step::wait_for_input : step::read;
        core_->begin_read(is_reader ? stream_core::reading::reader : stream_core::reading::other);
        auto& core = *core_;
        async_await_input(next_, core, handler(self));
        return false;
    }

    /// Returns whether to read before waiting for input. The first time, an initiating function tries for a handler
    /// with an immediate executor although the last read left nothing: something may have arrived since. Asio's
    /// sockets, and so asio::ssl, also read before they wait, and complete by that executor if they get something.
    /// Other handlers would be called later in any case, so for them the wait comes first and saves a system call.
    template <class Self>
    bool tries_to_read(const Self& self, unsigned reads) const noexcept
    {
        return core_->expects_input || (Self::allows_completion_at_once && reads == 0 && !self.is_continuation());
    }

    /// Returns like handle_want.
    template <class Self>
    bool fetch_answer(Self& self)
    {
        while (!core_->fetch_answer()) {
            // The hook that was asked may cancel this operation or destroy the stream. In a renegotiation, another
            // operation may take the answer.
            if (finish_if_aborted(self) ||
                core_->wait_unless_answered([&](event& answered) { await(self, answered, step::wait); }))
                return false;
        }
        return true;
    }

    template <class Self>
    void wait(Self& self, event& awaited)
    {
        if (!finish_if_aborted(self))
            await(self, awaited, step::wait);
    }

    template <class Self>
    void await(Self& self, event& awaited, step next)
    {
        step_ = next;
        awaited.async_wait(next_.get_executor(), handler(self));
    }

    /// Returns the operation as the handler of an intermediate operation.
    template <class Self>
    auto handler(Self& self)
    {
        return time_limit<Operation>::bind(limit_, self);
    }

    template <class Self>
    bool finish_if_aborted(Self& self)
    {
        const bool aborted =
            core_->abandoned || limit_.expired() || self.cancelled() != boost::asio::cancellation_type::none;
        if (aborted)
            finish(self, boost::asio::error::operation_aborted);
        return aborted;
    }

    template <class Self>
    void finish(Self& self, boost::system::error_code error)
    {
        limit_.stop();
        error_ = limit_.final_error(error);
        if (is_reader && error_)
            error_ = most_specific_error(error_, core_->write_failure());
        end(self);
    }

    template <class Self>
    void end(Self& self)
    {
        if constexpr (is_reader) {
            // The flush_op must end first: when the user's operations are done, nothing may be left under way.
            if (core_->stop_flush(self.cancelled()))
                return await(self, core_->write_done, step::end_flush);
        } else if constexpr (Self::allows_concurrent_operation) {
            // Flush the output that a cancelled writer left queued: a reader may need the reply to it.
            if (error_ == boost::asio::error::operation_aborted && !core_->abandoned && core_->reader_is_reading() &&
                !core_->is_writing() && !core_->write_failure() && core_->engine.has_output())
                start_flush(next_, core_, executor_of(self));
        }
        if (self.is_continuation())
            return complete(self);
        step_ = step::post;
        complete_at_once(next_.get_executor(), std::move(self));
    }

    template <class Self>
    auto executor_of(const Self& self) const
    {
        return boost::asio::get_associated_executor(self, next_.get_executor());
    }

    template <class Self>
    void complete(Self& self)
    {
        core_.reset(); // the handler may destroy or reset the stream
        if constexpr (ReportsBytes)
            self.complete(error_, operation_.bytes());
        else
            self.complete(error_);
    }

    NextLayer& next_;
    std::shared_ptr<stream_core> core_;
    Operation operation_;
    [[no_unique_address]] time_limit<Operation> limit_;
    boost::system::error_code error_;
    std::uint64_t output_end_ = 0; ///< engine.bytes_sent() must reach this before the operation is done
    want wants_ = want::nothing;   ///< the engine's current want
    step step_ = step::running;
};

} // namespace tls::detail

#pragma GCC visibility pop

#endif
