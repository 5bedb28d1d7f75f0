// A composed operation together with its handler: the handler of each intermediate operation.

#ifndef TLS_IMPL_COMPOSED_HPP
#define TLS_IMPL_COMPOSED_HPP

#include <tls/impl/complete_at_once.hpp>
#include <tls/impl/handler_hooks.hpp>
#include <tls/impl/shared_by_copies.hpp>

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/associator.hpp>
#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/execution/executor.hpp>
#include <boost/asio/execution/outstanding_work.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/handler_continuation_hook.hpp>
#include <boost/asio/prefer.hpp>
#include <boost/system/error_code.hpp>

#include <cstddef>
#include <optional>
#include <type_traits>
#include <utility>

#pragma GCC visibility push(default)

namespace tls::detail {

/// Returns an object that counts as work for the executor, which may be an executor of the Networking TS.
template <class Executor>
auto track_work(const Executor& executor)
{
    if constexpr (boost::asio::execution::is_executor<Executor>::value)
        return boost::asio::prefer(executor, boost::asio::execution::outstanding_work.tracked);
    else
        return boost::asio::executor_work_guard<Executor>(executor);
}

/// Like boost::asio::async_compose, for an implementation that always has an intermediate operation under way between
/// start() and complete(). That operation counts as work for the handler's executor. If the handler
/// runs on another executor than the layer's, the layer's executor has outstanding work until the end, too.
///
/// The implementation has two functions: start(self), and operator()(self, error, n), which is called when an
/// intermediate operation ends. Each of them either moves self into the next intermediate operation or calls
/// self.complete().
///
/// Copyable if the handler is, because some layers keep handlers in a std::function. Only one of the copies may be
/// called. The implementation is destroyed with the last copy.
template <class Implementation, class Handler, class Executor>
class composed {
public:
    using cancellation_slot_type = boost::asio::cancellation_slot;
    /// Whether the associated executor shows where the handler runs. If so, another operation can run there
    /// concurrently.
    static constexpr bool allows_concurrent_operation = !told_by_hook<Handler>;
    /// Whether the handler may be called by the initiating function.
    static constexpr bool allows_completion_at_once = has_immediate_executor<Handler, Executor>;

    composed(Implementation implementation, Handler completion, const Executor& executor)
        : implementation_(std::move(implementation)),
          handler_(std::move(completion)),
          cancellation_(boost::asio::get_associated_cancellation_slot(handler_),
                        boost::asio::enable_total_cancellation())
    {
        if (runs_elsewhere(boost::asio::get_associated_executor(handler_, executor), executor))
            work_.emplace(track_work(executor));
    }
    composed(composed&&) = default;
    composed& operator=(composed&&) = delete;
    composed(const composed&) requires(std::is_copy_constructible_v<Handler>) = default;

    void start() { implementation_.take().start(*this); }
    void operator()(boost::system::error_code error = {}, std::size_t n = 0)
    {
        is_continuation_ = true;
        implementation_.take()(*this, error, n);
    }

    template <class... Results>
    void complete(Results... results)
    {
        // No operation is left for the handler's slot to cancel.
        cancellation_.slot().clear();
        work_.reset();
        std::move(handler_)(results...);
    }

    cancellation_slot_type get_cancellation_slot() const noexcept { return cancellation_.slot(); }
    boost::asio::cancellation_type cancelled() const noexcept { return cancellation_.cancelled(); }
    Handler& handler() noexcept { return handler_; }
    const Handler& handler() const noexcept { return handler_; }
    /// Whether an intermediate operation has called this object, rather than the initiating function.
    bool is_continuation() const noexcept { return is_continuation_; }

    friend bool asio_handler_is_continuation(composed* self)
    {
        using boost::asio::asio_handler_is_continuation;
        return self->is_continuation_ || asio_handler_is_continuation(&self->handler_);
    }

private:
    template <class HandlerExecutor>
    static bool runs_elsewhere(const HandlerExecutor& handlers, const Executor& own) noexcept
    {
        if constexpr (std::is_same_v<HandlerExecutor, Executor>)
            return handlers != own;
        else
            return true;
    }

    shared_by_copies<Implementation> implementation_;
    Handler handler_;
    boost::asio::cancellation_state cancellation_;
    std::optional<decltype(track_work(std::declval<const Executor&>()))> work_;
    bool is_continuation_ = false;
};

} // namespace tls::detail

/// Executor, allocator and all other associated characteristics are the handler's.
template <template <class, class> class Associator, class Implementation, class Handler, class Executor, class Default>
struct boost::asio::associator<Associator, tls::detail::composed<Implementation, Handler, Executor>, Default>
    : Associator<Handler, Default> {
    static typename Associator<Handler, Default>::type
    get(const tls::detail::composed<Implementation, Handler, Executor>& operation,
        const Default& value = Default()) noexcept
    {
        return Associator<Handler, Default>::get(operation.handler(), value);
    }
};

#pragma GCC visibility pop

#endif
