// How an asynchronous function of a stream begins.

#ifndef TLS_IMPL_INITIATE_HPP
#define TLS_IMPL_INITIATE_HPP

#include <tls/impl/composed.hpp>
#include <tls/impl/io_op.hpp>

#include <memory>
#include <type_traits>
#include <utility>

namespace tls::detail {

/// Starts an operation when its handler is there.
template <class NextLayer, bool ReportsBytes>
class initiate_io_op {
public:
    using executor_type = typename NextLayer::executor_type;

    explicit initiate_io_op(NextLayer& next) noexcept : next_(next) {}
    executor_type get_executor() const noexcept { return next_.get_executor(); }

    template <class Handler, class Operation>
    void operator()(Handler&& handler, std::shared_ptr<stream_core> core, Operation operation) const
    {
        using implementation = io_op<NextLayer, Operation, ReportsBytes>;
        composed<implementation, std::decay_t<Handler>, executor_type>(
            implementation(next_, std::move(core), std::move(operation)), std::forward<Handler>(handler),
            next_.get_executor())();
    }

private:
    NextLayer& next_;
};

} // namespace tls::detail

#endif
