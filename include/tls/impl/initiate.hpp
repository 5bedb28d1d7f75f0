// The initiations of a stream's asynchronous functions.

#ifndef TLS_IMPL_INITIATE_HPP
#define TLS_IMPL_INITIATE_HPP

#include <tls/impl/composed.hpp>
#include <tls/impl/io_op.hpp>
#include <tls/impl/lowest_layer.hpp>
#include <tls/impl/operations.hpp>
#include <tls/impl/readiness.hpp>

#include <boost/asio/socket_base.hpp>

#include <memory>
#include <type_traits>
#include <utility>

#pragma GCC visibility push(default)

namespace tls::detail {

/// Starts an operation once its handler is known. With a lazy completion token that may be long after the asynchronous
/// function was called, and the stream may have been reset in between. So this refers to the stream's members `next`
/// and `core`, and uses the core that the stream has when the operation starts.
template <class NextLayer, bool ReportsBytes>
class initiate_io_op {
public:
    using executor_type = typename NextLayer::executor_type;

    initiate_io_op(NextLayer& next, const std::shared_ptr<stream_core>& core) noexcept : next_(next), core_(core) {}
    executor_type get_executor() const noexcept { return next_.get_executor(); }

    template <class Handler, class Operation>
    void operator()(Handler&& handler, Operation operation) const
    {
        using implementation = io_op<NextLayer, Operation, ReportsBytes>;
        composed<implementation, std::decay_t<Handler>, executor_type>(
            implementation(next_, core_, std::move(operation)), std::forward<Handler>(handler), next_.get_executor())
            .start();
    }

private:
    NextLayer& next_;
    const std::shared_ptr<stream_core>& core_;
};

/// Starts the lowest layer's async_wait(wait_error).
template <class Layer, class Handler>
void initiate_wait_error(Layer& layer, Handler&& handler)
{
    auto executor = layer.get_executor();
    composed<wait_error_op<Layer>, std::decay_t<Handler>, decltype(executor)>(wait_error_op<Layer>(layer),
                                                                              std::forward<Handler>(handler), executor)
        .start();
}

/// Like initiate_io_op, for async_wait(). The type of the wait decides on the operation.
template <class NextLayer>
class initiate_wait {
public:
    using executor_type = typename NextLayer::executor_type;

    initiate_wait(NextLayer& next, const std::shared_ptr<stream_core>& core) noexcept : next_(next), core_(core) {}
    executor_type get_executor() const noexcept { return next_.get_executor(); }

    template <class Handler>
    void operator()(Handler&& handler, boost::asio::socket_base::wait_type type) const
    {
        using boost::asio::socket_base;
        const initiate_io_op<NextLayer, false> initiate(next_, core_);
        if (type == socket_base::wait_read)
            initiate(std::forward<Handler>(handler), wait_read_operation());
        else if (type == socket_base::wait_write)
            initiate(std::forward<Handler>(handler), wait_write_operation());
        else
            initiate_wait_error(lowest_layer<NextLayer>::get(next_), std::forward<Handler>(handler));
    }

private:
    NextLayer& next_;
    const std::shared_ptr<stream_core>& core_;
};

} // namespace tls::detail

#pragma GCC visibility pop

#endif
