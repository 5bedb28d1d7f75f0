// A time limit for a composed operation.

#ifndef TLS_IMPL_DEADLINE_HPP
#define TLS_IMPL_DEADLINE_HPP

#include <tls/impl/any_timer.hpp>
#include <tls/impl/stream_core.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/error.hpp>

#include <chrono>
#include <memory>

#pragma GCC visibility push(default)

namespace tls::detail {

/// Cancels the intermediate operation when the time limit of the composed one expires. It sits between the handler's
/// cancellation slot and the intermediate operations, so that both the slot and the timer can cancel them.
class deadline {
public:
    /// Starts the timer, which is one of `layers`; zero `time` means no limit. The timer's handler runs on `executor`.
    /// It does nothing after the stream is destroyed, because the operation to cancel belongs to the stream's
    /// transport.
    template <class LayerExecutor, class Executor>
    static void start(const std::shared_ptr<deadline>& self, std::chrono::steady_clock::duration time,
                      const LayerExecutor& layers, const Executor& executor, std::shared_ptr<stream_core> core)
    {
        if (time.count() == 0)
            return;
        auto& timer = self->timer_.on(layers);
        timer.expires_after(time);
        timer.async_wait(boost::asio::bind_executor(executor, [self, core](boost::system::error_code error) {
            if (error || self->state_ != state::running || core->abandoned)
                return;
            self->state_ = state::expired;
            self->signal_.emit(boost::asio::cancellation_type::terminal);
        }));
    }

    void stop()
    {
        if (state_ == state::running)
            state_ = state::stopped;
        timer_.cancel();
    }

    bool expired() const noexcept { return state_ == state::expired; }

    /// Returns the handler of an intermediate operation, bound so that this deadline and `slot`, the composed
    /// operation's slot, can cancel that operation.
    template <class Handler>
    static auto bind(const std::shared_ptr<deadline>& self, boost::asio::cancellation_slot slot, Handler&& handler)
    {
        if (slot.is_connected())
            slot.assign([self](boost::asio::cancellation_type type) { self->signal_.emit(type); });
        return boost::asio::bind_cancellation_slot(self->signal_.slot(), std::forward<Handler>(handler));
    }

private:
    enum class state { running, stopped, expired };

    any_timer timer_;
    boost::asio::cancellation_signal signal_;
    state state_ = state::running;
};

/// The time limit of an Operation without a deadline: does nothing.
template <class Operation, bool HasDeadline = Operation::has_deadline>
class time_limit {
public:
    template <class LayerExecutor, class Executor>
    void start(const Operation&, const LayerExecutor&, const Executor&, const std::shared_ptr<stream_core>&) noexcept
    {
    }
    void stop() noexcept {}
    bool expired() const noexcept { return false; }
    boost::system::error_code final_error(boost::system::error_code error) const noexcept { return error; }
    template <class Self>
    static Self bind(const time_limit&, Self& self)
    {
        return std::move(self);
    }
};

/// The time limit of an Operation with a deadline.
template <class Operation>
class time_limit<Operation, true> {
public:
    template <class LayerExecutor, class Executor>
    void start(const Operation& operation, const LayerExecutor& layers, const Executor& executor,
               const std::shared_ptr<stream_core>& core)
    {
        deadline_ = std::make_shared<deadline>();
        deadline::start(deadline_, operation.time(core->engine), layers, executor, core);
    }
    void stop()
    {
        if (deadline_)
            deadline_->stop();
    }
    bool expired() const noexcept { return deadline_ && deadline_->expired(); }
    boost::system::error_code final_error(boost::system::error_code error) const
    {
        return error == boost::asio::error::operation_aborted && expired() ? Operation::timed_out() : error;
    }
    /// See deadline::bind. Moving `self` moves `limit` too, so the deadline is copied first.
    template <class Self>
    static auto bind(const time_limit& limit, Self& self)
    {
        const auto bound = limit.deadline_;
        return deadline::bind(bound, self.get_cancellation_slot(), std::move(self));
    }

private:
    std::shared_ptr<deadline> deadline_;
};

} // namespace tls::detail

#pragma GCC visibility pop

#endif
