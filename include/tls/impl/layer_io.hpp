// Calls to the next layer.

#ifndef TLS_IMPL_LAYER_IO_HPP
#define TLS_IMPL_LAYER_IO_HPP

#include <tls/error.hpp>
#include <tls/impl/readiness.hpp>
#include <tls/impl/stream_core.hpp>

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/socket_base.hpp>

#include <utility>

#pragma GCC visibility push(default)

namespace tls::detail {

/// Starts a write of the engine's output. The caller must have called core.begin_write.
template <class Layer, class Handler>
void async_write_output(Layer& next, stream_core& core, Handler&& handler)
{
    auto output = core.engine.output();
    next.async_write_some(boost::asio::const_buffer(output.data(), output.size()), std::forward<Handler>(handler));
}

/// Starts a read into the engine's buffer. A layer with `readiness` waits until it is readable instead, so that no
/// buffer is held while nothing arrives. The caller must have called core.begin_read.
template <class Layer, class Handler>
void async_await_input(Layer& next, stream_core& core, Handler&& handler)
{
    if constexpr (readiness<Layer>::available) {
        next.async_wait(boost::asio::socket_base::wait_read, std::forward<Handler>(handler));
    } else {
        auto space = core.engine.input_buffer();
        next.async_read_some(boost::asio::mutable_buffer(space.data(), space.size()), std::forward<Handler>(handler));
    }
}

/// Reads available data from a layer with `readiness` and passes it to the engine. Never waits: reports would_block if
/// there is none. The end of the input is not an error.
template <class Layer>
boost::system::error_code read_available(Layer& next, stream_core& core)
{
    auto space = core.engine.input_buffer();
    boost::system::error_code error;
    const auto n = readiness<Layer>::try_read(next, space, error);
    // A read that did not fill its space has taken everything, so another one would find nothing.
    core.expects_input = n == space.size();
    core.take_input(error, n);
    return error;
}

/// Returns the error that an operation reports: its own, or the transport's failure to write if its own is none or only
/// says that the transport ended. A connection reports a reset only once, and may have done so to another operation.
inline boost::system::error_code most_specific_error(const boost::system::error_code& own,
                                                     const boost::system::error_code& write_failure) noexcept
{
    return write_failure && (!own || own == make_error_code(error::stream_truncated)) ? write_failure : own;
}

/// Lets an operation that can no longer send process data that has already arrived, if the layer has `readiness`. The
/// peer's alert is more specific than the failure to send. `wants` and `error` are the last results of the operation's
/// perform().
template <class Layer, class Operation>
void read_arrived(Layer& next, stream_core& core, Operation& operation, want& wants, boost::system::error_code& error)
{
    if constexpr (readiness<Layer>::available) {
        while (wants == want::input && !core.read_failure() && !read_available(next, core))
            wants = operation.perform(core.engine, error);
    }
}

} // namespace tls::detail

#pragma GCC visibility pop

#endif
