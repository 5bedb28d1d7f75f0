// A timer on an executor of any kind.

#ifndef TLS_IMPL_ANY_TIMER_HPP
#define TLS_IMPL_ANY_TIMER_HPP

#include <tls/config.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/steady_timer.hpp>
#if !defined(BOOST_ASIO_NO_TS_EXECUTORS)
#include <boost/asio/executor.hpp>
#endif

#include <memory>
#include <type_traits>

#pragma GCC visibility push(default)

namespace tls::detail {

/// A steady_timer that is made when it is first used. The compiled library can cancel and destroy it, and knows no more
/// of it: Asio's timers differ between versions of Boost, and with macros that a program may define.
class any_timer {
public:
    /// Returns the timer. `executor` is the same each time, and may be one of the Networking TS.
    template <class Executor>
    auto& on(const Executor& executor)
    {
        using timer = typename timer_for<Executor>::type;
        if (!timer_)
            timer_ = std::make_unique<holder<timer>>(executor);
        return static_cast<holder<timer>&>(*timer_).held;
    }
    void cancel()
    {
        if (timer_)
            timer_->cancel();
    }

private:
    struct base {
        base() = default;
        base(base&&) = delete;
        virtual ~base() = default;
        virtual void cancel() = 0;
    };

    template <class Timer>
    struct holder final : base {
        template <class Executor>
        explicit holder(const Executor& executor) : held(executor, Timer::time_point::max())
        {
        }
        void cancel() override { held.cancel(); }

        Timer held;
    };

    template <class Executor>
    struct timer_for {
        using type = boost::asio::steady_timer;
    };
#if !defined(BOOST_ASIO_NO_TS_EXECUTORS)
    template <class Executor>
    requires(!std::is_convertible_v<const Executor&, boost::asio::any_io_executor>) struct timer_for<Executor> {
        using clock = boost::asio::steady_timer::clock_type;
        using type = boost::asio::basic_waitable_timer<clock, boost::asio::wait_traits<clock>, boost::asio::executor>;
    };
#endif

    std::unique_ptr<base> timer_;
};

} // namespace tls::detail

#pragma GCC visibility pop

#endif
