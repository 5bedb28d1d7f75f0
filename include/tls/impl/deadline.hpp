// A bound on the time of a composed operation.

#ifndef TLS_IMPL_DEADLINE_HPP
#define TLS_IMPL_DEADLINE_HPP

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <memory>

namespace tls::detail {

/// Cancels what an operation waits for when its time is over. Stands between the handler's cancellation
/// slot and the intermediate operations, so that both can cancel them.
class deadline {
public:
    explicit deadline(const boost::asio::steady_timer::executor_type& executor) : timer_(executor) {}

    /// Zero time is no bound. The timer's handler runs on `executor`.
    template <class Executor>
    static void start(const std::shared_ptr<deadline>& self, std::chrono::steady_clock::duration time,
                      const Executor& executor)
    {
        if (time.count() == 0)
            return;
        self->timer_.expires_after(time);
        self->timer_.async_wait(boost::asio::bind_executor(executor, [self](boost::system::error_code error) {
            if (error || self->stopped_)
                return;
            self->expired_ = true;
            self->signal_.emit(boost::asio::cancellation_type::terminal);
        }));
    }

    void stop()
    {
        stopped_ = true;
        timer_.cancel();
    }

    bool expired() const noexcept { return expired_; }

    /// The handler of one intermediate operation, to be cancelled by this deadline and through `slot`, the
    /// composed operation's: that one is cleared with each step, and so has to be connected for each.
    template <class Handler>
    static auto bind(const std::shared_ptr<deadline>& self, boost::asio::cancellation_slot slot, Handler&& handler)
    {
        if (slot.is_connected())
            slot.assign([self](boost::asio::cancellation_type type) { self->signal_.emit(type); });
        return boost::asio::bind_cancellation_slot(self->signal_.slot(), std::forward<Handler>(handler));
    }

private:
    boost::asio::steady_timer timer_;
    boost::asio::cancellation_signal signal_;
    bool stopped_ = false;
    bool expired_ = false;
};

} // namespace tls::detail

#endif
