// The one composed operation behind every asynchronous function of a stream: does what the engine wants.

#ifndef TLS_IMPL_IO_OP_HPP
#define TLS_IMPL_IO_OP_HPP

#include <tls/error.hpp>
#include <tls/impl/deadline.hpp>
#include <tls/impl/flush_op.hpp>
#include <tls/impl/readiness.hpp>
#include <tls/impl/stream_core.hpp>

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>

#include <memory>
#include <utility>

namespace tls::detail {

/// ReportsBytes: the handler is void(error_code, std::size_t), not void(error_code).
template <class NextLayer, class Operation, bool ReportsBytes>
class io_op {
public:
    io_op(NextLayer& next, std::shared_ptr<stream_core> core, Operation operation)
        : next_(next), core_(std::move(core)), operation_(std::move(operation))
    {
    }
    io_op(io_op&&) = default;
    io_op& operator=(io_op&&) = delete;
    /// An operation that is destroyed under way, since its transport threw or is gone, holds up no other.
    ~io_op()
    {
        limit_.stop();
        if (core_ && step_ == step::write)
            core_->end_write();
        if (core_ && (step_ == step::read || step_ == step::wait_for_input))
            core_->end_read();
        // What is sent for it ends with the present write, and does not look at the layer again, which may move.
        if (core_ && !Operation::waits_for_output && core_->flushing == stream_core::flush::goes_on)
            core_->flushing = stream_core::flush::stops;
    }

    template <class Self>
    void operator()(Self& self, boost::system::error_code error = {}, std::size_t n = 0)
    {
        if (step_ == step::stop_flush)
            return end(self);
        if (core_->abandoned)
            return finish(self, boost::asio::error::operation_aborted);
        reads_at_once_ = 0;
        switch (std::exchange(step_, step::wait)) {
        case step::write:
            core_->end_write();
            core_->engine.sent(n);
            performed_ = wants_ == want::nothing; // else another operation may have gone on with what it waits for
            // What the engine has to report goes before the transport's not taking our alert.
            if (error && error_)
                error = error_;
            break;
        case step::read:
            core_->end_read();
            performed_ = !core_->take_input(error, n);
            break;
        case step::wait_for_input:
            core_->end_read();
            core_->expects_input = true;
            break;
        case step::begin:
            limit_.start(operation_, next_.get_executor(), executor_of(self), core_);
            break;
        case step::wait:
        case step::stop_flush:
            performed_ = performed_ && wants_ == want::nothing;
            error = {};
            break;
        }
        if (error)
            return finish(self, error);
        run(self);
    }

private:
    enum class step { begin, write, read, wait_for_input, wait, stop_flush };

    /// How often one handler reads what is there before it lets others have their turn.
    static constexpr unsigned max_reads_at_once = 16;

    template <class Self>
    void run(Self& self)
    {
        for (;;) {
            if (!std::exchange(performed_, true)) {
                wants_ = operation_.perform(core_->engine, error_);
                output_end_ = core_->engine.bytes_queued();
            }
            if (must_flush()) {
                if (Operation::waits_for_output || wants_ != want::input)
                    return core_->writing ? wait(self, core_->write_done) : start_write(self);
                // A reader does not wait for the peer to read, who may wait for us to do so.
                if (!core_->writing) {
                    if (!Self::can_have_company)
                        return start_write(self);
                    start_flush(next_, core_, executor_of(self));
                }
            }
            switch (wants_) {
            case want::nothing:
                if (!Operation::waits_for_output)
                    core_->read_done.wake(); // a writer may wait for a reader
                return finish(self, error_);
            case want::output:
                performed_ = false;
                break;
            case want::input:
                if (!core_->reading) {
                    if (!read_at_once(self))
                        return;
                    break;
                }
                [[fallthrough]];
            case want::reader:
                performed_ = false;
                return wait(self, core_->read_done);
            case want::answer:
                if (core_->fetch_answer())
                    performed_ = false;
                else if (core_->abandoned || is_cancelled(self)) // by the one who was asked, too
                    return finish(self, boost::asio::error::operation_aborted);
                else if (core_->wait_unless_answered([&](event& answered) {
                             performed_ = false; // in a renegotiation another operation may take the answer
                             await(self, answered, step::wait);
                         }))
                    return;
                break;
            }
        }
    }

    bool must_flush() const noexcept
    {
        // What a reader answered meanwhile (a KeyUpdate) leaves with a writer's own: it may wait for the peer by now.
        if constexpr (Operation::waits_for_output)
            return core_->engine.has_output();
        else
            return core_->engine.bytes_sent() < output_end_ &&
                   (wants_ != want::nothing || (error_ && core_->engine.alert_sent()));
    }

    template <class Self>
    void start_write(Self& self)
    {
        if (is_cancelled(self))
            return finish(self, boost::asio::error::operation_aborted);
        auto output = core_->engine.output();
        begin_step(step::write);
        core_->writing = true;
        auto& next = next_;
        next.async_write_some(boost::asio::const_buffer(output.data(), output.size()), handler(self));
    }

    /// Reads what is there, if the layer can tell, or else starts what waits for it. Whether run() can go on.
    template <class Self>
    bool read_at_once(Self& self)
    {
        if (is_cancelled(self)) {
            finish(self, boost::asio::error::operation_aborted);
            return false;
        }
        if constexpr (readiness<NextLayer>::available) {
            // What did not fill its space left nothing behind, so that asking again would be of no use.
            if (core_->expects_input && reads_at_once_++ < max_reads_at_once) {
                auto space = core_->engine.input_buffer();
                boost::system::error_code error;
                auto n = readiness<NextLayer>::try_read(next_, space, error);
                core_->expects_input = n == space.size();
                performed_ = !core_->take_input(error, n);
                if (!error)
                    return true;
                if (error != boost::asio::error::would_block) {
                    // Whoever closes a socket aborts what is under way.
                    bool closed = continued_ && error == boost::asio::error::bad_descriptor;
                    finish(self, closed ? boost::asio::error::operation_aborted : error);
                    return false;
                }
            }
            begin_step(step::wait_for_input);
            core_->begin_read(!Operation::waits_for_output);
            auto& next = next_;
            next.async_wait(boost::asio::socket_base::wait_read, handler(self));
        } else {
            auto space = core_->engine.input_buffer();
            begin_step(step::read);
            core_->begin_read(!Operation::waits_for_output);
            auto& next = next_;
            next.async_read_some(boost::asio::mutable_buffer(space.data(), space.size()), handler(self));
        }
        return false;
    }

    template <class Self>
    void wait(Self& self, event& what)
    {
        if (is_cancelled(self))
            return finish(self, boost::asio::error::operation_aborted);
        await(self, what, step::wait);
    }

    template <class Self>
    void await(Self& self, event& what, step next)
    {
        begin_step(next);
        auto executor = next_.get_executor();
        what.async_wait(executor, handler(self));
    }

    void begin_step(step next) noexcept
    {
        step_ = next;
        continued_ = true;
    }

    /// The operation as the handler of an intermediate one.
    template <class Self>
    auto handler(Self& self)
    {
        return time_limit<Operation>::bind(limit_, self);
    }

    template <class Self>
    bool is_cancelled(Self& self) const
    {
        return limit_.expired() || self.cancelled() != boost::asio::cancellation_type::none;
    }

    template <class Self>
    void finish(Self& self, boost::system::error_code error)
    {
        limit_.stop();
        error_ = limit_.what_ended(error);
        // A reset connection reports itself once, and may have done so to what was sending.
        if (!Operation::waits_for_output && error_ == make_error_code(error::stream_truncated) && core_->flush_error)
            error_ = core_->flush_error;
        end(self);
    }

    template <class Self>
    void end(Self& self)
    {
        if constexpr (!Operation::waits_for_output) {
            // What is sent beside the reading ends first: a stream has nothing under way that its user did not start.
            if (core_->stop_flush(self.cancelled()))
                return await(self, core_->write_done, step::stop_flush);
        } else if constexpr (Self::can_have_company) {
            // A reader may wait for an answer to what stands behind that which a cancelled writer has left.
            if (error_ == boost::asio::error::operation_aborted && !core_->abandoned && core_->reader_waits &&
                !core_->writing && core_->engine.has_output())
                start_flush(next_, core_, executor_of(self));
        }
        if (continued_)
            return complete(self);
        // A handler is never called from within the function that started the operation.
        begin_step(step::stop_flush);
        auto executor = executor_of(self);
        boost::asio::post(executor, std::move(self));
    }

    template <class Self>
    auto executor_of(const Self& self) const
    {
        return boost::asio::get_associated_executor(self, next_.get_executor());
    }

    template <class Self>
    void complete(Self& self)
    {
        core_.reset(); // which the handler may do with as it likes
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
    std::uint64_t output_end_ = 0; ///< how far the output must be sent before this operation is done
    want wants_ = want::nothing;
    step step_ = step::begin;
    unsigned reads_at_once_ = 0; ///< by this handler
    bool performed_ = false;     ///< the engine was asked, and has not been given anything new since
    bool continued_ = false;     ///< the initiating function has returned
};

} // namespace tls::detail

#endif
