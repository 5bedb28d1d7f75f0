// Calls to the next layer.

#ifndef TLS_IMPL_LAYER_IO_HPP
#define TLS_IMPL_LAYER_IO_HPP

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

} // namespace tls::detail

#pragma GCC visibility pop

#endif
