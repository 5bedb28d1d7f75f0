// The one composed operation behind every asynchronous function of a stream: it does what the engine wants
// until the engine wants nothing more.

#ifndef TLS_IMPL_IO_OP_HPP
#define TLS_IMPL_IO_OP_HPP

#include <tls/error.hpp>
#include <tls/impl/deadline.hpp>
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

    template <class Self>
    void operator()(Self& self, boost::system::error_code error = {}, std::size_t n = 0)
    {
        if (step_ == step::complete)
            return complete(self);
        if (core_->abandoned)
            return finish(self, boost::asio::error::operation_aborted);
        reads_at_once_ = 0;
        switch (std::exchange(step_, step::wait)) {
        case step::begin:
            begin(self);
            break;
        case step::write:
            core_->writing = false;
            core_->engine.sent(n);
            core_->write_done.wake();
            // What the engine has to report goes before the transport's not taking our alert.
            if (error)
                return finish(self, error_ ? error_ : error);
            break;
        case step::read:
            core_->reading = false;
            take_input(error, n);
            core_->read_done.wake();
            if (error)
                return finish(self, error);
            break;
        case step::wait_for_input:
            core_->reading = false;
            core_->expects_input = true;
            core_->read_done.wake();
            if (error)
                return finish(self, error);
            break;
        case step::wait:
        case step::complete:
            break;
        }
        run(self);
    }

private:
    enum class step { begin, write, read, wait_for_input, wait, complete };

    /// How often one handler reads what is there before it lets others have their turn.
    static constexpr unsigned max_reads_at_once = 16;

    template <class Self>
    void begin([[maybe_unused]] Self& self)
    {
        if constexpr (Operation::has_deadline) {
            deadline_ = std::make_shared<deadline>(next_.get_executor());
            deadline::start(deadline_, operation_.time(core_->engine), executor_of(self), core_);
        }
    }

    template <class Self>
    void run(Self& self)
    {
        for (;;) {
            if (!std::exchange(performed_, true)) {
                wants_ = operation_.perform(core_->engine, error_);
                output_end_ = core_->engine.bytes_queued();
                queued_alert_ = error_ && core_->engine.alert_sent();
            }
            if (must_flush()) {
                if (!core_->writing)
                    return start_write(self);
                // A reader leaves the output to the writer: that one may wait for the peer to read, who may
                // wait for us to read.
                if (Operation::waits_for_output || wants_ != want::input)
                    return wait(self, core_->write_done);
            }
            switch (wants_) {
            case want::nothing:
                return finish(self, error_);
            case want::output:
                performed_ = false;
                break;
            case want::input:
                if (core_->reading) {
                    performed_ = false;
                    return wait(self, core_->read_done);
                }
                if (!read_at_once(self))
                    return;
                break;
            case want::answer:
                if (core_->fetch_answer())
                    performed_ = false;
                else if (is_cancelled(self))
                    return finish(self, boost::asio::error::operation_aborted);
                else if (core_->wait_unless_answered([&](event& answered) {
                             begin_step(step::wait);
                             auto executor = next_.get_executor();
                             answered.async_wait(executor, handler(self));
                         }))
                    return;
                break;
            }
        }
    }

    bool must_flush() const noexcept
    {
        // What a reader answered meanwhile (a KeyUpdate, a renegotiation) leaves with a writer's own: the reader may
        // wait for the peer by now.
        if constexpr (Operation::waits_for_output)
            return core_->engine.has_output();
        else
            return core_->engine.bytes_sent() < output_end_ && (wants_ != want::nothing || queued_alert_);
    }

    template <class Self>
    void start_write(Self& self)
    {
        if (is_cancelled(self))
            return finish(self, boost::asio::error::operation_aborted);
        begin_step(step::write);
        core_->writing = true;
        auto output = core_->engine.output();
        auto& next = next_;
        next.async_write_some(boost::asio::const_buffer(output.data(), output.size()), handler(self));
    }

    /// Gives the engine what a read of the transport had as its outcome. The end of the input is no error.
    void take_input(boost::system::error_code& error, std::size_t n)
    {
        if (error == boost::asio::error::eof) {
            core_->engine.end_of_input();
            error = {};
        } else {
            core_->engine.received(n);
        }
        performed_ = n == 0 && error;
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
                take_input(error, n);
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
            core_->reading = true;
            auto& next = next_;
            next.async_wait(boost::asio::socket_base::wait_read, handler(self));
        } else {
            start_read(self);
        }
        return false;
    }

    template <class Self>
    void start_read(Self& self)
    {
        begin_step(step::read);
        core_->reading = true;
        auto space = core_->engine.input_buffer();
        auto& next = next_;
        next.async_read_some(boost::asio::mutable_buffer(space.data(), space.size()), handler(self));
    }

    template <class Self>
    void wait(Self& self, event& what)
    {
        if (is_cancelled(self))
            return finish(self, boost::asio::error::operation_aborted);
        begin_step(step::wait);
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
        if constexpr (Operation::has_deadline) {
            const auto bound = deadline_;
            return deadline::bind(bound, self.get_cancellation_slot(), std::move(self));
        } else {
            return std::move(self);
        }
    }

    template <class Self>
    bool is_cancelled(Self& self) const
    {
        if constexpr (Operation::has_deadline) {
            if (deadline_->expired())
                return true;
        }
        return self.cancelled() != boost::asio::cancellation_type::none;
    }

    template <class Self>
    void finish(Self& self, boost::system::error_code error)
    {
        error_ = error;
        if (deadline_) {
            deadline_->stop();
            if constexpr (Operation::has_deadline) {
                if (deadline_->expired() && error == boost::asio::error::operation_aborted)
                    error_ = Operation::timed_out();
            }
        }
        if (continued_)
            return complete(self);
        // A handler is never called from within the function that started the operation.
        begin_step(step::complete);
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
        if constexpr (ReportsBytes)
            self.complete(error_, operation_.bytes());
        else
            self.complete(error_);
    }

    NextLayer& next_;
    std::shared_ptr<stream_core> core_;
    Operation operation_;
    std::shared_ptr<deadline> deadline_;
    boost::system::error_code error_;
    std::uint64_t output_end_ = 0; ///< how far the output must be sent before this operation is done
    want wants_ = want::nothing;
    step step_ = step::begin;
    unsigned reads_at_once_ = 0; ///< by this handler
    bool queued_alert_ = false;  ///< with its error
    bool performed_ = false;     ///< the engine was asked, and has not been given anything new since
    bool continued_ = false;     ///< the initiating function has returned
};

} // namespace tls::detail

#endif
