// A composed operation and its handler, as the handler of each intermediate operation.

#ifndef TLS_IMPL_COMPOSED_HPP
#define TLS_IMPL_COMPOSED_HPP

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associator.hpp>
#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/handler_continuation_hook.hpp>
#include <boost/system/error_code.hpp>

#include <cstddef>
#include <utility>

namespace tls::detail {

/// What boost::asio::async_compose makes, for an implementation that always has an intermediate operation under way:
/// that counts as work for the executors, so that nothing here has to carry executors from step to step.
template <class Implementation, class Handler>
class composed {
public:
    using cancellation_slot_type = boost::asio::cancellation_slot;

    composed(Implementation implementation, Handler handler)
        : implementation_(std::move(implementation)),
          handler_(std::move(handler)),
          cancellation_(boost::asio::get_associated_cancellation_slot(handler_),
                        boost::asio::enable_total_cancellation())
    {
    }

    void operator()(boost::system::error_code error = {}, std::size_t n = 0)
    {
        is_continuation_ = started_;
        started_ = true;
        implementation_(*this, error, n);
    }

    template <class... Results>
    void complete(Results... results)
    {
        std::move(handler_)(results...);
    }

    cancellation_slot_type get_cancellation_slot() const noexcept { return cancellation_.slot(); }
    boost::asio::cancellation_type cancelled() const noexcept { return cancellation_.cancelled(); }
    const Handler& handler() const noexcept { return handler_; }

    friend bool asio_handler_is_continuation(composed* self)
    {
        using boost::asio::asio_handler_is_continuation;
        return self->is_continuation_ || asio_handler_is_continuation(&self->handler_);
    }

private:
    Implementation implementation_;
    Handler handler_;
    boost::asio::cancellation_state cancellation_;
    bool started_ = false;
    bool is_continuation_ = false;
};

} // namespace tls::detail

/// Executor, allocator and whatever else are the handler's.
template <template <class, class> class Associator, class Implementation, class Handler, class Default>
struct boost::asio::associator<Associator, tls::detail::composed<Implementation, Handler>, Default>
    : Associator<Handler, Default> {
    static typename Associator<Handler, Default>::type
    get(const tls::detail::composed<Implementation, Handler>& operation, const Default& value = Default()) noexcept
    {
        return Associator<Handler, Default>::get(operation.handler(), value);
    }
};

#endif
